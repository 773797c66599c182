"""The answers for a list in parts: what its names say together is found first, then each part is answered with it.

Names of a list are context for each other: for its species, and because numbers one after the other are no GeneIDs. So
a part of a list that is answered by itself may have other answers than it has in the list. ``votes_of`` gives what the
names of a part say; the votes of all parts are merged (``first | second``, in any order), and with ``ListVotes.whole``
of them ``columns_of_part`` gives each part the answers that it has in the whole list.

>>> from genenorm.index.reference import Reference
>>> from genenorm.resolver.resolver import Resolver
>>> resolver = Resolver(Reference.open())
>>> parts = (["Grin1", "Trp53", "Dlg4"], ["Bdnf", "Trp53", "p53"])
>>> whole = (votes_of(resolver, parts[0]) | votes_of(resolver, parts[1])).whole
>>> whole.patterns.size
5
>>> columns_of_part(resolver, parts[1], whole).table().only(("input", "symbol", "species")).rows
(('Bdnf', 'Bdnf', 'mouse'), ('Trp53', 'Trp53', 'mouse'), ('p53', 'Trp53', 'mouse'))
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy

from genenorm.core.context import NO_CONTEXT
from genenorm.core.errors import NOT_OF_ONE_NAME
from genenorm.core.model import Resolution, Status
from genenorm.core.values import NamedTuple, Value
from genenorm.resolver.answer_columns import AnswerColumns
from genenorm.resolver.answer_notes import ROW_NUMBER
from genenorm.resolver.guarded_answers import guarded_answers, guarded_proposals
from genenorm.resolver.list_answers import answer_list
from genenorm.resolver.list_proposals import gather_list
from genenorm.resolver.list_ranking import name_patterns
from genenorm.resolver.list_species import ListPatterns, NamePattern
from genenorm.resolver.meter import Meter
from genenorm.text.forms import FEWEST_ROWS, row_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from numpy.typing import NDArray

    from genenorm.core.context import Context
    from genenorm.resolver.meter import Progress
    from genenorm.resolver.proposals import NameProposals
    from genenorm.resolver.resolver import Resolver

    _Parts: TypeAlias = Mapping[int, tuple[NamePattern, ...]]
    _Found: TypeAlias = tuple[NDArray[numpy.uint64], NDArray[numpy.int32], tuple[NamePattern, ...], _Parts]

_UNKNOWN, _SEVERAL = -1, -2
"""In place of a pattern: the name is one that no species has, and one of several genes."""


class WholeList(NamedTuple):
    """What the names of a list say together; small however long the list is, and it can be pickled."""

    patterns: ListPatterns
    """What the names say about the species of the list."""
    are_row_numbers: bool
    """Whether the names are numbers one after the other, as programs number the rows of a table."""


class ListVotes(Value):
    """What each distinct name of a part of a list says about the list; ``|`` merges the votes of two parts.

    A name that is in both parts counts once, so it does no harm when a part is counted again. Votes can be pickled;
    they take some 12 bytes for each distinct name.
    """

    names: NDArray[numpy.uint64]
    """Hashes of the distinct names, in their order: the same in every process."""
    places: NDArray[numpy.int32]
    """For each name the place of its pattern in ``patterns``, or a negative number for one that has none."""
    patterns: tuple[NamePattern, ...]
    """The distinct patterns."""
    parts: Mapping[int, tuple[NamePattern, ...]]
    """The patterns of the parts of each name of several genes, by the hash of the name."""
    numbers: NDArray[numpy.int64] | None
    """The names as numbers, if all are whole numbers."""

    def __or__(self, other: ListVotes) -> ListVotes:
        """Return the votes of the names of two parts."""
        return merged_votes((self, other))

    def to_bytes(self) -> bytes:
        """Return the votes as bytes that ``from_bytes`` reads: a line of JSON, and the arrays behind it."""
        numbers = self.numbers
        about = {
            "patterns": self.patterns,
            "parts": [[int(name), patterns] for name, patterns in self.parts.items()],
            "names": len(self.names),
            "numbers": -1 if numbers is None else len(numbers),
        }
        arrays = (self.names, self.places, () if numbers is None else numbers)
        return json.dumps(about).encode() + b"\n" + b"".join(numpy.asarray(each).tobytes() for each in arrays)

    @classmethod
    def from_bytes(cls, given: bytes) -> ListVotes:
        """Return votes that ``to_bytes`` wrote."""
        line, _, data = given.partition(b"\n")
        about = json.loads(line)
        size = about["names"]
        names = numpy.frombuffer(data, numpy.uint64, size)
        places = numpy.frombuffer(data, numpy.int32, size, names.nbytes)
        count = about["numbers"]
        numbers = None if count < 0 else numpy.frombuffer(data, numpy.int64, count, names.nbytes + places.nbytes)
        parts = {name: tuple([NamePattern(*each) for each in patterns]) for name, patterns in about["parts"]}
        return cls(names, places, tuple([NamePattern(*each) for each in about["patterns"]]), parts, numbers)

    @property
    def whole(self) -> WholeList:
        """What these names say together, when they are the whole list."""
        size = len(self.names)
        of_patterns = numpy.bincount(self.places[self.places >= 0], minlength=len(self.patterns)).tolist()
        counts = dict(zip(self.patterns, of_patterns, strict=True))
        if not counts and self.parts:  # names of several genes say something among themselves alone
            parts = [pattern for several in self.parts.values() for pattern in several]
            size += len(parts) - len(self.parts)
            counts = dict(Counter(pattern for pattern in parts if pattern.names))
        numbers = self.numbers
        are_rows = numbers is not None and len(numbers) == len(self.names) >= FEWEST_ROWS
        if are_rows and numbers is not None:
            are_rows = int(numbers[-1]) - int(numbers[0]) == len(numbers) - 1
        return WholeList(ListPatterns(counts, size), are_rows)


NO_VOTES = ListVotes(numpy.empty(0, numpy.uint64), numpy.empty(0, numpy.int32), (), {}, numpy.empty(0, numpy.int64))
"""The votes of no names."""


def merged_votes(several: Iterable[ListVotes]) -> ListVotes:
    """Return the votes of the names of several parts; many are merged faster together than one by one."""
    votes = list(several)
    if len(votes) < 2:
        return votes[0] if votes else NO_VOTES
    patterns = tuple(sorted({pattern for one in votes for pattern in one.patterns}))
    place_of = {pattern: place for place, pattern in enumerate(patterns)}
    places = []
    for one in votes:
        # negative numbers, which mean no pattern, are found at the end of this array
        moved = numpy.array([*(place_of[pattern] for pattern in one.patterns), _SEVERAL, _UNKNOWN], numpy.int32)
        places.append(moved[one.places])
    names, firsts = numpy.unique(numpy.concatenate([one.names for one in votes]), return_index=True)
    parts = {name: of_name for one in votes for name, of_name in one.parts.items()}
    numbers = [one.numbers for one in votes if one.numbers is not None]
    return ListVotes(
        names,
        numpy.concatenate(places)[firsts],
        patterns,
        parts,
        numpy.unique(numpy.concatenate(numbers)) if len(numbers) == len(votes) else None,
    )


def votes_of(resolver: Resolver, names: Iterable[str], progress: Progress | None = None) -> ListVotes:
    """Return what the names of a part of a list say about the list.

    :param progress: is called now and then with the number of distinct names that are done, and that of all.
    :raises ValueError: the resolver makes live look-ups, for which a list is looked at as a whole.
    """
    _check_is_not_live(resolver)
    resolver.reference.check_unchanged()
    distinct = list(dict.fromkeys(names))
    meter = Meter(progress, len(distinct))
    try:
        if resolver.fits_arrays(len(distinct)):
            found = _votes_on_arrays(resolver, distinct, meter)
        else:
            gathered = {name: resolver.gatherer.gather(name) for name in meter.over(distinct, 0.0, 1.0)}
            found = _votes_of_proposals(resolver, gathered)
    except NOT_OF_ONE_NAME:
        raise
    except Exception:
        found = _votes_of_proposals(resolver, guarded_proposals(resolver, distinct))
    meter.end()
    numbers = row_numbers(distinct)
    return ListVotes(*found, None if numbers is None else numpy.array(sorted(numbers), numpy.int64))


def columns_of_part(
    resolver: Resolver,
    names: Sequence[str],
    whole: WholeList,
    context: Context = NO_CONTEXT,
    progress: Progress | None = None,
) -> AnswerColumns:
    """Return the answers for some distinct names of a list, each as ``Resolver.columns`` gives it for the whole list.

    :param whole: what the names of the list say together.
    :param progress: is called now and then with the number of names that are done, and that of all names.
    :raises ValueError: the resolver makes live look-ups.
    """
    _check_is_not_live(resolver)
    resolver.reference.check_unchanged()
    reference = resolver.reference
    if whole.are_row_numbers:
        answers = [Resolution(name, Status.NOT_A_GENE, note=ROW_NUMBER) for name in names]
        return AnswerColumns.of(answers, reference.stamp, reference.common_names, context.species)
    try:
        if resolver.fits_arrays(len(names)):
            return answer_list(resolver, names, context, progress, whole.patterns)
        settled = resolver.settled(context, whole.patterns)
        evidence = resolver.with_list(resolver.context_evidence(settled), whole.patterns)
        meter = Meter(progress, len(names))
        answers = [resolver.decide(resolver.gatherer.gather(name), evidence) for name in meter.over(names, 0.0, 1.0)]
        meter.end()
        return AnswerColumns.of(answers, reference.stamp, reference.common_names, settled.species)
    except NOT_OF_ONE_NAME:
        raise
    except Exception:
        found, settled = guarded_answers(resolver, names, context, {}, progress, whole.patterns)
        answers = [found[name] for name in names]  # those that failed are the first that were found
        return AnswerColumns.of(answers, reference.stamp, reference.common_names, settled.species)


def _check_is_not_live(resolver: Resolver) -> None:
    if resolver.live is not None:
        raise ValueError("a list is answered in parts without live look-ups; use a Resolver(live=False)")


def _hashes(names: Iterable[str]) -> NDArray[numpy.uint64]:
    digests = [blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names]
    return numpy.frombuffer(b"".join(digests), numpy.dtype("<u8")).astype(numpy.uint64)


def _found(
    names: Sequence[str], pattern_of: Mapping[int, NamePattern], several: Mapping[int, tuple[NamePattern, ...]]
) -> _Found:
    """Return the first fields of votes, from the patterns of the names at some places."""
    patterns = tuple(sorted(set(pattern_of.values())))
    place_of = {pattern: place for place, pattern in enumerate(patterns)}
    places = numpy.full(len(names), _UNKNOWN, numpy.int32)
    places[list(pattern_of)] = [place_of[pattern] for pattern in pattern_of.values()]
    places[list(several)] = _SEVERAL
    hashes = _hashes(names)
    order = numpy.argsort(hashes)
    return hashes[order], places[order], patterns, {int(hashes[place]): parts for place, parts in several.items()}


def _votes_on_arrays(resolver: Resolver, names: Sequence[str], meter: Meter) -> _Found:
    proposals, about = gather_list(resolver, names, meter)
    owners, columns = name_patterns(proposals, about, resolver.gatherer)
    patterns = map(NamePattern, *columns)
    several = {place: _parts(resolver, found) for place, found in about.special.items() if found.parts}
    return _found(names, dict(zip(owners, patterns, strict=True)), several)


def _votes_of_proposals(resolver: Resolver, gathered: Mapping[str, NameProposals]) -> _Found:
    patterns: dict[int, NamePattern] = {}
    several: dict[int, tuple[NamePattern, ...]] = {}
    for place, found in enumerate(gathered.values()):
        if found.parts:
            several[place] = _parts(resolver, found)
        elif (pattern := resolver.list_ranker.pattern(found)).names:
            patterns[place] = pattern
    return _found(list(gathered), patterns, several)


def _parts(resolver: Resolver, found: NameProposals) -> tuple[NamePattern, ...]:
    return tuple(map(resolver.list_ranker.pattern, found.parts))
