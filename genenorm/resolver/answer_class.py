"""What an answer is worth to whoever goes on with it: it can be used, it wants a look, or there is none."""

from __future__ import annotations

from enum import Enum

from genenorm.core.model import Status


class AnswerClass(Enum):
    """The three kinds of answers into which results are split; the value is the name of their file."""

    CLEAN = "clean"
    """One gene, and no reason to doubt it."""
    DOUBTFUL = "doubtful"
    """A gene with a reason to look at it; a group, a family, a retired or an ambiguous name."""
    FAILED = "failed"
    """No answer: an unknown name, or a word that is no gene."""


_FAILED = frozenset((Status.UNKNOWN.value, Status.NOT_A_GENE.value))


def answer_class(status: str, doubt: str, *, is_out_of_scope: bool = False) -> AnswerClass:
    """Return the class of an answer from its cells ``status`` and ``doubt``, and from the scope of its record.

    >>> answer_class("resolved", ""), answer_class("resolved", "shared word"), answer_class("unknown", "")
    (<AnswerClass.CLEAN: 'clean'>, <AnswerClass.DOUBTFUL: 'doubtful'>, <AnswerClass.FAILED: 'failed'>)
    """
    if status in _FAILED:
        return AnswerClass.FAILED
    is_clean = status == Status.RESOLVED.value and not doubt and not is_out_of_scope
    return AnswerClass.CLEAN if is_clean else AnswerClass.DOUBTFUL
