"""Answers pinned: a small file that says what a run of ``genenorm resolve`` rests on, and the run repeated from it.

``values`` is what a lock holds, ``file`` how it is written, ``live`` the part of MyGene.info's answers, ``run`` makes a
lock and repeats a locked run.
"""
