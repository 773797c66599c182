"""Live look-ups: names asked of MyGene.info, remembered one by one in a store on disk.

``store`` remembers, ``client`` asks, ``retry`` says what is worth asking again, ``hits`` reads the answers,
``source`` puts them together, ``portable`` carries a store elsewhere, ``compare`` sets answers against the index.
"""
