"""The homology groups, ortholog pairs and families of an index."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.core.json_text import read_json
from genenorm.core.model import Family, Group, Member
from genenorm.index.id_table import IdCodes
from genenorm.index.ortholog_pairs import Pairs
from genenorm.index.schema import GROUP_IDS, unpack_support

TYPE_CHECKING = False
if TYPE_CHECKING:
    from genenorm.index.array_file import ArrayFile, Words


class GroupTable:
    """The homology groups of an open index by row number, from 1."""

    _ids: Words
    _places: Words
    _members: Words
    _support: Words

    def __init__(self, file: ArrayFile) -> None:
        file.bind(self, _ids="group_ids", _places="groups", _members="group_members", _support="group_support")
        self._codes = IdCodes(file)

    @property
    def count(self) -> int:
        """Number of groups."""
        return len(self._ids)

    def group(self, row: int, group_id: str) -> Group:
        """Return the group with a row number and a public id, which the table of genes has (``GeneTable.group_id``)."""
        words, support = self._words(row)
        members = tuple(Member(gene, found) for gene, found in unpack_support(words, support))
        return Group(row, group_id, members)

    def members(self, row: int) -> tuple[int, ...]:
        """Return the row numbers of the genes of a group."""
        places = self._places
        return tuple([word >> 12 for word in self._members[places[2 * row - 2] : places[2 * row]]])

    def rows(self) -> Iterator[tuple[int, int | str | None, list[int], bytes | None]]:
        """Yield every group: row number, stored id, member words, and support if there is any."""
        for row in range(1, self.count + 1):
            words, support = self._words(row)
            yield row, self._codes.stored(self._ids[row - 1], GROUP_IDS), words, support or None

    def _words(self, row: int) -> tuple[list[int], bytes]:
        places = self._places
        at = 2 * row - 2
        return (
            self._members[places[at] : places[at + 2]].tolist(),
            bytes(self._support[places[at + 1] : places[at + 3]]),
        )


class PairTable:
    """The ortholog pairs outside groups of an open index."""

    _first: Words
    _other: Words
    _order: Words
    _methods: Words
    _compared: Words

    def __init__(self, file: ArrayFile) -> None:
        file.bind(
            self, _first="pair_first", _other="pair_other", _order="pair_order", _methods="pair_methods",
            _compared="pair_compared",
        )  # fmt: skip
        self._kept: dict[tuple[int, int], list[Pairs]] = {}
        start, counted_start = 0, 0
        for taxon_id, other, source, count, counted in read_json(file.text("pairs")):
            end, counted_end = start + count, counted_start + counted
            pairs = Pairs(
                source, self._first[start:end], self._other[start:end], self._order[start:end],
                self._methods[counted_start:counted_end], self._compared[counted_start:counted_end],
            )  # fmt: skip
            self._kept.setdefault((taxon_id, other), []).append(pairs)
            start, counted_start = end, counted_end

    def pairs(self, taxon_id: int, other: int) -> tuple[Pairs, ...]:
        """Return the pairs of two species, one ``Pairs`` for each source."""
        return tuple(self._kept.get((taxon_id, other), ()))

    def rows(self) -> Iterator[tuple[int, int, Pairs]]:
        """Yield all pairs of each two species and source, in the order of the index."""
        for (taxon_id, other), found in self._kept.items():
            for pairs in found:
                yield taxon_id, other, pairs


class FamilyTable:
    """The families of an open index by row number, from 1."""

    _places: Words
    _text: Words
    _members: Words

    def __init__(self, file: ArrayFile) -> None:
        file.bind(self, _places="families", _text="family_text", _members="family_members")
        self.count = len(self._places) // 2 - 1
        """Number of families."""
        self._of_gene: dict[int, list[int]] | None = None

    def family(self, row: int) -> Family:
        """Return the family with a row number."""
        at, places = 2 * row - 2, self._places
        family_id = str(self._text[places[at] : places[at + 2]], "utf-8")
        return Family(row, family_id, tuple(self._members[places[at + 1] : places[at + 3]]))

    def families_of(self, gene: int) -> list[int]:
        """Return the row numbers of the families of which a gene is a member, in rising order."""
        known = self._of_gene
        if known is None:
            known = {}
            for row in range(1, self.count + 1):
                for member in self.family(row).members:
                    known.setdefault(member, []).append(row)
            self._of_gene = known  # only when complete: another thread may be reading it
        return known.get(gene, [])
