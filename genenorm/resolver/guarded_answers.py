"""Answers for a list in which a name raised an exception that nobody expected: the other names are answered.

A list is answered without any of this first, so it costs nothing where nothing fails. After an exception the list is
answered again, name by name. The name that failed is ``unknown``, with the exception as its note.
"""

from __future__ import annotations

from genenorm.core.errors import NOT_OF_ONE_NAME, fault_text
from genenorm.core.model import Resolution, Status
from genenorm.resolver.answer_notes import FAULT
from genenorm.resolver.answer_table import rows_of_answers
from genenorm.resolver.meter import Meter
from genenorm.resolver.parts_answer import one_gene_each

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeVar

    from genenorm.core.context import Context
    from genenorm.resolver.list_species import ListPatterns
    from genenorm.resolver.meter import Progress
    from genenorm.resolver.proposals import NameProposals
    from genenorm.resolver.resolver import Resolver

    T = TypeVar("T")

_GATHERED = 0.5
"""The share of the work on a list after which its names are gathered."""
_MOST_FAULTS = 10_000
"""No more of the names that failed are kept in a resolver than this."""


def answer_of_fault(faults: dict[str, str], name: str, error: Exception) -> Resolution:
    """Return the answer for a name that ended in an exception, which is put among the faults of its resolver.

    >>> answer_of_fault({}, "x", ValueError("no number")).note
    'an error of genenorm: ValueError: no number'
    """
    note = f"{FAULT}: {fault_text(error)}"
    if len(faults) < _MOST_FAULTS:
        faults[name] = note
    return Resolution(name, Status.UNKNOWN, note=note)


def faults_text(faults: Mapping[str, str]) -> str:
    """Return in one line how many names ended in an exception, and the first of them; empty when none did.

    >>> faults_text({"x": "an error of genenorm: ValueError: no number"})
    "no answer for 'x': an error of genenorm: ValueError: no number"
    """
    if not faults:
        return ""
    name, note = next(iter(faults.items()))
    counted = f"{len(faults):,} names; the first is " if len(faults) > 1 else ""
    return f"no answer for {counted}{name[:80]!r}: {note}"


def guarded_answers(
    resolver: Resolver,
    names: Iterable[str],
    context: Context,
    assigned: Mapping[str, Sequence[int]],
    progress: Progress | None = None,
    patterns: ListPatterns | None = None,
) -> tuple[dict[str, Resolution], Context]:
    """Return the answers for the distinct names of a list, and the context that it settled, as ``resolve_list`` does.

    :param patterns: what the names of the whole list say about its species, when these are a part of them.
    :raises ValueError: the index is closed.
    :raises GenenormError: the index is damaged, or look-ups cannot be made at all.
    """
    resolver.reference.check_open()
    resolver.context_evidence(context)  # raises TypeError for what is no context
    names = list(dict.fromkeys(names))
    meter = Meter(progress, len(names))
    answers: dict[str, Resolution] = {}

    def attempted(name: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except NOT_OF_ONE_NAME:
            raise
        except Exception as error:
            answers[name] = answer_of_fault(resolver.faults, name, error)
            return None

    gathered: dict[str, NameProposals] = {}
    for name in meter.over(names, 0.0, _GATHERED):
        found = attempted(name, lambda name=name: _gathered(resolver, name))  # type: ignore[misc]
        if found is not None:
            gathered[name] = found
    context = resolver.settled(context, patterns or resolver.list_patterns(gathered.values()))
    taxa = context.species

    def decide(gathered: Mapping[str, NameProposals], meter: Meter) -> None:
        evidence = resolver.context_evidence(context)
        evidence = resolver.with_list(evidence, patterns or resolver.list_patterns(gathered.values()))

        def decided(name: str, found: NameProposals) -> Resolution:
            local = resolver.assigned_evidence(assigned[name]) if name in assigned else None
            answer = resolver.decide(found, evidence, local)
            list(rows_of_answers(one_gene_each(answer), "", resolver.reference.common_names, taxa))  # all is made of it
            return answer

        for name, found in meter.over(gathered.items(), _GATHERED, 1.0):
            answer = attempted(name, lambda name=name, found=found: decided(name, found))  # type: ignore[misc]
            if answer is not None:
                answers[name] = answer

    decide(gathered, meter)
    if resolver.live is not None:
        looked_up = resolver.live.look_up(resolver.reference, gathered, answers, context)
        if looked_up.gathered:
            decide({**gathered, **looked_up.gathered}, Meter(None, 0))
        answers = {name: looked_up.add_note(answer) for name, answer in answers.items()}
    meter.end()
    return answers, context


def guarded_proposals(resolver: Resolver, names: Iterable[str]) -> dict[str, NameProposals]:
    """Return the proposals for the names of a list by which its species is found, without names that fail."""
    resolver.reference.check_open()
    gathered: dict[str, NameProposals] = {}
    for name in names:
        try:
            gathered[name] = _gathered(resolver, name)
        except NOT_OF_ONE_NAME:
            raise
        except Exception:  # noqa: S112 # nosec B112 # its answer says so; here it has no say
            continue
    return gathered


def _gathered(resolver: Resolver, name: str) -> NameProposals:
    """Return the proposals for a name, of which it is known that their pattern can be made."""
    found = resolver.gatherer.gather(name)
    resolver.list_patterns((found,))
    return found
