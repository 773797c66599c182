"""The evidence about species that a running text gives as a whole, in addition to its species words."""

from __future__ import annotations

from genenorm.core.evidence import Evidence
from genenorm.core.taxa import HUMAN, MOUSE, RAT
from genenorm.core.values import replace
from genenorm.text.study_words import study_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from genenorm.core.evidence import Terms
    from genenorm.resolver.context_evidence import ContextEvidence

_RODENTS = (MOUSE, RAT)


def with_prose(context: ContextEvidence, words: AbstractSet[str]) -> ContextEvidence:
    """Return the evidence of a context that is a running text, with that of the text as a whole.

    ``words`` are the words of the text in lower case. A text that names no species of the index is mostly about human
    genes. What a text reports on decides between human and the rodents: mice and rats are treated, dissected and
    bred; molecules are cloned, and cells transfected, from human. It is no evidence against a rodent in a text that
    names species, but not human. Where one species is asked for, nothing is left to decide.
    """
    if len(context.requested) == 1:
        return replace(context, is_prose=True)
    named = [taxon for taxon in context.text.shares if taxon in context.terms] if context.text else []
    more: dict[int, Terms] = {}
    if not named:
        more[HUMAN] = ((Evidence.UNNAMED, 1.0),)
    study = study_words()
    is_open = not named or HUMAN in named
    balance = study.balance(words) if is_open else 0.0
    has_bred_animals = study.has_bred_animals(words)
    for taxon in _RODENTS:
        if balance:
            more[taxon] = (*more.get(taxon, ()), (Evidence.STUDY, balance))
        if has_bred_animals and taxon in named:
            more[taxon] = (*more.get(taxon, ()), (Evidence.BRED, 1.0))
    return replace(context, is_prose=True, terms=context.terms_with(more))
