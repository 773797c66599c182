"""Answers for the parts of a list are those of the list, once its names have voted."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import pytest

import genenorm
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.index.reference import Reference
from genenorm.resolver.list_votes import NO_VOTES, ListVotes, columns_of_part, merged_votes, votes_of
from genenorm.resolver.resolver import Resolver

NAMES = (
    "Grin1", "Trp53", "Dlg4", "p53", "Bdnf", "Nmdar1", "GRIN2A", "Ubx", "hh", "TNF", "Egfr", "Ntrk2", "Psg16",
    "Prl2c2", "IL-1β", "14-3-3", "KARs", "and", "zzzqq9", "7157", "TP53;EGFR", "cycE", "abc", "ATP",
)  # fmt: skip
LISTS: dict[str, Sequence[str]] = {
    "a mixed list": NAMES,
    "a list on arrays": [*NAMES, *(f"Gene{number}" for number in range(100)), *map(str, range(2900, 2960))],
    "numbers of rows": [str(number) for number in range(500, 620)],
    "numbers of rows with zeros": [f"{number:03}" for number in range(5, 25)],
    "GeneIDs one of which is no number of a row": [*(str(number) for number in range(2900, 2920)), "7157"],
    "numbers written twice": [*(str(number) for number in range(5, 24)), "05"],
    "numbers with many digits": [f"{10**19 + number}" for number in range(12)],
    "names of several genes": ["TP53; EGFR", "Trp53; Egfr", "GRIN1; GRIN2A"],
    "names of several genes and a known one": ["TP53; EGFR", "Trp53; Egfr", "Grin1"],
    "one name": ["p53"],
    "one name of several genes": ["Trp53; Egfr"],
    "unknown names": ["zzzqq9", "zzzqq8", ""],
    "no names": [],
}
CONTEXTS = (
    NO_CONTEXT, Context(species="auto"), Context(species="mouse"), Context(organisms=("fly",)), Context(text="In mice"),
)  # fmt: skip


def parts_of(names: Sequence[str], size: int) -> list[Sequence[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]


@pytest.mark.parametrize("names", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("size", [1, 7, 90])
def test_parts_have_the_answers_of_the_whole_list(resolver: Resolver, names: Sequence[str], size: int) -> None:
    parts = parts_of(names, size)
    whole = merged_votes([votes_of(resolver, part) for part in parts]).whole
    assert whole == votes_of(resolver, names).whole
    assert whole.patterns.size >= len(names)
    for context in CONTEXTS:
        expected = dict(zip(names, resolver.columns(list(names), context).table().rows, strict=True))
        for part in parts:
            found = columns_of_part(resolver, part, whole, context).table()
            assert dict(zip(part, found.rows, strict=True)) == {name: expected[name] for name in part}


def test_numbers_of_rows_are_seen_in_all_parts_together(resolver: Resolver) -> None:
    found = {
        label: merged_votes([votes_of(resolver, part) for part in parts_of(LISTS[label], 7)]).whole.are_row_numbers
        for label in LISTS
    }
    assert [label for label, are_rows in found.items() if are_rows] == [
        "numbers of rows", "numbers of rows with zeros",
    ]  # fmt: skip


def test_votes_are_merged_in_any_order_and_a_part_may_vote_twice(resolver: Resolver) -> None:
    names = LISTS["a list on arrays"]
    votes = [votes_of(resolver, part) for part in (names[:120], names[60:], names[:3])]
    together = votes_of(resolver, names).whole
    assert reduce(or_, votes).whole == reduce(or_, reversed(votes)).whole == together
    assert (NO_VOTES | votes[0] | votes[0]).whole == votes[0].whole
    assert merged_votes([]).whole == NO_VOTES.whole == votes_of(resolver, []).whole


def test_votes_and_what_they_say_can_be_pickled_and_are_small(resolver: Resolver) -> None:
    names = [f"Gene{number}" for number in range(5000)]
    votes = votes_of(resolver, names)
    sent = pickle.loads(pickle.dumps(votes))
    assert (sent | votes).whole == pickle.loads(pickle.dumps(votes.whole)) == votes.whole
    assert len(pickle.dumps(votes)) < 20 * len(names)
    assert len(pickle.dumps(votes.whole)) < 2000


def test_alone_a_part_has_other_answers(resolver: Resolver) -> None:
    whole = votes_of(resolver, NAMES).whole
    part = ["p53", "Nmdar1", "cycE"]
    species = [columns.table().only(("species",)).rows for columns in (
        columns_of_part(resolver, part, whole), resolver.columns(part),
    )]  # fmt: skip
    assert species[0] != species[1]


def test_a_name_that_ends_in_an_exception_has_no_vote_and_an_answer_that_says_so(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = Resolver(reference)
    gather = resolver.gatherer.gather

    def failing(name: str) -> Any:
        if name == "KARs":
            raise ValueError("no number")
        return gather(name)

    monkeypatch.setattr(resolver.gatherer, "gather", failing)
    votes = [votes_of(resolver, part) for part in (NAMES[:10], NAMES[10:])]
    whole = merged_votes(votes).whole
    assert whole.patterns.size == len(NAMES) - 1
    expected = resolver.columns(NAMES).table()
    found = [row for part in (NAMES[:10], NAMES[10:]) for row in columns_of_part(resolver, part, whole).table().rows]
    assert tuple(found) == expected.rows
    assert "no number" in str(found[NAMES.index("KARs")])


def test_live_look_ups_need_the_whole_list(reference: Reference) -> None:
    class Lookups:
        """Look-ups that are never made."""

    live: Any = Lookups()
    resolver = Resolver(reference, live=live)
    with pytest.raises(ValueError, match=r"without live look-ups.*live=False"):
        votes_of(resolver, ["GRIN1"])
    with pytest.raises(ValueError, match="without live look-ups"):
        columns_of_part(resolver, ["GRIN1"], NO_VOTES.whole)


def test_progress_ends_with_all_names(resolver: Resolver) -> None:
    seen: list[tuple[int, int]] = []
    votes = votes_of(resolver, LISTS["a list on arrays"], lambda *done: seen.append(done))
    assert seen[-1] == (len(LISTS["a list on arrays"]),) * 2
    seen.clear()
    columns_of_part(resolver, NAMES, votes.whole, progress=lambda *done: seen.append(done))
    assert seen[-1] == (len(NAMES),) * 2


def test_a_closed_index_is_an_error_of_its_own() -> None:
    with genenorm.Reference.open("shipped") as reference:
        resolver = Resolver(reference)
        whole = votes_of(resolver, ["GRIN1"]).whole
    with pytest.raises(ValueError, match="closed"):
        votes_of(resolver, ["Dlg4"])
    with pytest.raises(ValueError, match="closed"):
        columns_of_part(resolver, ["Dlg4"], whole)


@pytest.mark.parametrize("label", LISTS)
def test_votes_come_back_from_their_bytes(label: str) -> None:
    with Reference.open() as reference:
        votes = votes_of(Resolver(reference), LISTS[label])
    again = ListVotes.from_bytes(votes.to_bytes())
    assert again.whole == votes.whole
    assert merged_votes((again, votes)).whole == votes.whole
