"""The genes of an index: their facts, texts and identifiers by row number, and their rows by identifier.

The ids of their homology groups are here too, since answers read them when they are looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from genenorm.core.model import Biotype, Gene
from genenorm.index.id_table import IdCodes
from genenorm.index.schema import GROUP_IDS, IdFormat, facts_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from genenorm.index.array_file import ArrayFile, Words

_BIOTYPES = {biotype.value: biotype for biotype in Biotype}
_MOST_GENES = 1 << 17
"""The most genes that are kept at a time; those in frequent use are soon made again."""


class GeneTable:
    """The genes of an open index; row 0 stands for no gene.

    ``taxon_ids`` are its species in its order, ``ensembl`` and ``authority`` the forms of their identifiers, and
    ``shared`` the species whose Ensembl ids are those of the authority.
    """

    facts: Words
    groups: Words
    gene_ids: Words
    _ensembl: Words
    _authority: Words
    _places: Words
    _text: Words
    _group_ids: Words
    _by_gene_id: Words
    _by_ensembl: Words
    _by_authority: Words
    _species_starts: Words

    def __init__(
        self,
        file: ArrayFile,
        taxon_ids: Sequence[int],
        ensembl: Mapping[int, IdFormat],
        authority: Mapping[int, IdFormat],
    ) -> None:
        # answers make their candidates when they are looked at, which may be after the index is closed
        file.bind(
            self, is_kept=True, facts="gene_facts", groups="gene_groups", gene_ids="gene_ids", _ensembl="gene_ensembl",
            _authority="gene_authority", _places="gene_texts", _text="gene_text", _group_ids="group_ids",
        )  # fmt: skip
        file.bind(
            self, _by_gene_id="by_gene_id", _by_ensembl="by_ensembl", _by_authority="by_authority",
            _species_starts="species_starts",
        )  # fmt: skip
        self._codes = IdCodes(file)
        self.taxon_ids = taxon_ids
        self.ensembl_forms = [ensembl[taxon] for taxon in taxon_ids]
        self.authority_forms = [authority[taxon] for taxon in taxon_ids]
        pairs = zip(self.ensembl_forms, self.authority_forms, strict=True)
        # fly and worm: Ensembl uses the authority's ids, which the index stores once
        self.shares_ids = [bool(ensembl.prefix) and ensembl == authority for ensembl, authority in pairs]
        self._made: dict[int, Gene] = {}
        self.count = len(self.facts) - 1
        """Number of genes."""

    def gene(self, row: int) -> Gene:
        """Return the gene with a row number; raises KeyError when there is none."""
        return self._made.get(row) or self._make(row)

    def genes_of(self, rows: Iterable[int]) -> list[Gene]:
        """Return the genes with many row numbers, in the same order."""
        made, make = self._made, self._make
        return [made.get(row) or make(row) for row in rows]

    def _make(self, row: int) -> Gene:
        gene = self.read(row)
        if len(self._made) >= _MOST_GENES:
            self._made.clear()
        self._made[row] = gene
        return gene

    def read(self, row: int) -> Gene:
        """Return the gene with a row number, without keeping it; raises KeyError when there is none."""
        if not 0 < row <= self.count:
            raise KeyError(row)
        weight, biotype, species = facts_fields(self.facts[row])
        places, text = self._places, self._text
        start, middle, end = places[2 * row], places[2 * row + 1], places[2 * row + 2]
        gene_id = self.gene_ids[row] or None
        authority = self._authority[row]
        authority_id = self._codes.decode(authority, self.authority_forms[species]) if authority else ""
        ensembl_id = authority_id
        if not self.shares_ids[species]:
            ensembl_id = self._codes.decode(self._ensembl[row], self.ensembl_forms[species])
        symbol: str = text[start:middle].tobytes().decode()
        if not symbol and gene_id is not None:
            symbol = f"LOC{gene_id}"
        return Gene(
            row,
            self.taxon_ids[species],
            gene_id,
            symbol,
            text[middle:end].tobytes().decode(),
            ensembl_id,
            authority_id,
            _BIOTYPES[biotype],
            self.groups[row] or None,
            weight,
        )

    # -- one value of a gene ------------------------------------------------------------------------------------

    def symbol(self, row: int) -> str:
        """Return the official symbol of the gene with a row number."""
        symbol = self._stored_text(2 * row)
        if symbol:
            return symbol
        gene_id = self.gene_ids[row]
        return f"LOC{gene_id}" if gene_id else ""

    def full_name(self, row: int) -> str:
        """Return the full name of the gene with a row number; empty when it has none."""
        return self._stored_text(2 * row + 1)

    def ensembl_id(self, row: int) -> str:
        """Return the Ensembl id of the gene with a row number; empty when it has none."""
        species = self.facts[row] >> 12
        if self.shares_ids[species]:
            return self.authority_id(row)
        return self._codes.decode(self._ensembl[row], self.ensembl_forms[species])

    def has_ids(self, row: int) -> bool:
        """Return whether the gene with a row number has a GeneID or an id of the authority."""
        return bool(self.gene_ids[row] or self._authority[row])

    def authority_id(self, row: int) -> str:
        """Return the authority id of the gene with a row number; empty when it has none."""
        return self._codes.decode(self._authority[row], self.authority_forms[self.facts[row] >> 12])

    def group_id(self, group: int) -> str:
        """Return the public id of the homology group with a row number."""
        return self._codes.decode(self._group_ids[group - 1], GROUP_IDS)

    def label(self, row: int) -> str:
        """Return the gene with a row number as ``core.model.label`` writes it."""
        known = self.gene_ids[row] or self.authority_id(row) or self.ensembl_id(row) or self.symbol(row)
        return f"{self.taxon_ids[self.facts[row] >> 12]}:{known}"

    def _stored_text(self, place: int) -> str:
        text: str = self._text[self._places[place] : self._places[place + 1]].tobytes().decode()
        return text

    # -- rows by identifier -------------------------------------------------------------------------------------

    def by_gene_id(self, gene_id: int) -> int:
        """Return the row number of the gene with a GeneID; 0 when there is none."""
        return self._find(self._by_gene_id, 0, len(self._by_gene_id), gene_id, self.gene_ids)

    def by_ensembl(self, ensembl_id: str) -> int:
        """Return the row number of the gene with an Ensembl id; 0 when there is none."""
        for species, form in enumerate(self.ensembl_forms):
            kind = 1 if self.shares_ids[species] else 0
            if row := self._by_code(kind, species, self._codes.encode(ensembl_id, form)):
                return row
        return 0

    def by_authority(self, authority_id: str) -> int:
        """Return the row number of the gene with an authority id; 0 when there is none."""
        for species, form in enumerate(self.authority_forms):
            if row := self._by_code(1, species, self._codes.encode(authority_id, form)):
                return row
        return 0

    def _by_code(self, kind: int, species: int, code: int) -> int:
        """Return the row number of the gene of a species with the code of an id, of Ensembl (0) or authority (1)."""
        if not code:
            return 0
        rows, codes = ((self._by_ensembl, self._ensembl), (self._by_authority, self._authority))[kind]
        place = kind * (len(self.taxon_ids) + 1) + species
        return self._find(rows, self._species_starts[place], self._species_starts[place + 1], code, codes)

    def _find(self, rows: Words, low: int, high: int, wanted: int, values: Words) -> int:
        place = bisect_left(rows, wanted, low, high, key=values.__getitem__)
        return rows[place] if place < high and values[rows[place]] == wanted else 0

    # -- all genes --------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[tuple[int, int, int | None, str, str | None, object, object, int, int | None, int]]:
        """Yield every gene as the index stores it; see ``content_rows``."""
        for row in range(1, self.count + 1):
            weight, biotype, species = facts_fields(self.facts[row])
            ensembl, authority = self.ensembl_forms[species], self.authority_forms[species]
            yield (
                row, self.taxon_ids[species], self.gene_ids[row] or None, self._stored_text(2 * row),
                self._stored_text(2 * row + 1) or None, self._codes.stored(self._ensembl[row], ensembl),
                self._codes.stored(self._authority[row], authority), biotype, self.groups[row] or None, weight,
            )  # fmt: skip

    def counts(self) -> dict[int, tuple[int, int, int, int]]:
        """Return for each taxon id the numbers of genes, GeneIDs, Ensembl ids and genes with a homology group."""
        from collections import Counter
        from itertools import compress

        species = [word >> 12 for word in self.facts[1:]]
        genes, gene_ids, ensembl, authority, grouped = (
            Counter(compress(species, values[1:]) if values is not None else species)
            for values in (None, self.gene_ids, self._ensembl, self._authority, self.groups)
        )
        return {
            taxon: (genes[at], gene_ids[at], (authority if self.shares_ids[at] else ensembl)[at], grouped[at])
            for at, taxon in enumerate(self.taxon_ids)
        }
