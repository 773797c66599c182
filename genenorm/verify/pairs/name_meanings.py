"""Which genes a name is of, and how: as their symbol, a former one, or another name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from genenorm.core.context import Context
from genenorm.core.model import Gene, NameKind
from genenorm.index.identifiers import find_identifier, gene_id_of
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, mark, mark_of, target_of
from genenorm.resolver.resolver import Resolver
from genenorm.text.damage import from_date
from genenorm.text.keys import fold


class Meaning(NamedTuple):
    """How a name is that of a gene."""

    kind: NameKind
    is_exact: bool
    """Whether it is written exactly so, and not only in another case or with other marks."""


NO_MEANING: dict[int, Meaning] = {}
_MOST_KEPT = 1 << 17
_EXPONENT = re.compile(r"(\d)(?:[.,](\d{1,6}))?[eE]\+?(\d{1,2})$")
_CLONE = re.compile(r"(\d{7})e(\d\d)(?:rik)?$")
_MOST_ZEROS = 4
_MOST_CLONES = 20_000
_RANK = {NameKind.SYMBOL: 0, NameKind.PREVIOUS_SYMBOL: 1, NameKind.RETIRED_SYMBOL: 1}


@dataclass(slots=True)
class NameMeanings:
    """Looks names up in an index, each once."""

    resolver: Resolver
    _kept: dict[str, dict[int, Meaning]] = field(default_factory=dict)
    _asked: dict[tuple[str, int], bool] = field(default_factory=dict)

    @property
    def reference(self) -> Reference:
        """The index."""
        return self.resolver.reference

    def of(self, name: str) -> dict[int, Meaning]:
        """Return how a name is that of each gene, given by row number; nothing for one that no gene has."""
        found = self._kept.get(name)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[name] = found = self._look_up(name)
        return found

    def _look_up(self, name: str) -> dict[int, Meaning]:
        key = fold(name)
        if key is None:
            return NO_MEANING
        found: dict[int, Meaning] = {}
        own = mark(name)
        for word in self.reference.postings(key):
            kind, gene = kind_of(word), target_of(word)
            if kind in FAMILY_KINDS or not gene:
                continue
            is_exact = mark_of(word) == own  # marks of odd spellings may be equal by chance
            if is_exact and kind is NameKind.SYMBOL:
                is_exact = self.reference.symbol(gene) == name
            meaning = Meaning(kind, is_exact)
            if gene not in found or _is_better(meaning, found[gene]):
                found[gene] = meaning
        return found

    def between(self, name: str, gene: Gene) -> Meaning | None:
        """Return how a name is that of a gene; ``None`` if it is not. ``LOC`` with its GeneID is a former symbol."""
        found = self.of(name).get(gene.key)
        if (
            found is None
            and gene.gene_id is not None
            and name[:3].upper() == "LOC"
            and gene_id_of(name) == gene.gene_id
        ):
            return Meaning(NameKind.PREVIOUS_SYMBOL, is_exact=True)
        return found

    def symbol_gene(self, name: str, taxon_id: int, *, exact: bool = False) -> Gene | None:
        """Return the one gene of a species with this symbol, in this spelling if any has it; ``None`` for several.

        Genes that only Ensembl has do not count: they are often copies of others on other assemblies, under old names.
        """
        reference = self.reference
        found = [
            (meaning.is_exact, reference.gene(row))
            for row, meaning in self.of(name).items()
            if meaning.kind is NameKind.SYMBOL and (meaning.is_exact or not exact) and reference.has_ids(row)
        ]
        genes = [(is_exact, gene) for is_exact, gene in found if gene.taxon_id == taxon_id]
        best = [gene for is_exact, gene in genes if is_exact] or [gene for _, gene in genes]
        return best[0] if len(best) == 1 else None

    def other_gene(self, name: str, taxon_id: int) -> Gene | None:
        """Return the one gene of a species that has this as another name than its symbol; ``None`` for several."""
        genes = [self.reference.gene(row) for row in self.of(name) if self.reference.has_ids(row)]
        found = [gene for gene in genes if gene.taxon_id == taxon_id]
        return found[0] if len(found) == 1 else None

    def exact_symbol_genes(self, name: str) -> list[Gene]:
        """Return the genes of all species with exactly this symbol."""
        return [
            self.reference.gene(row)
            for row, meaning in self.of(name).items()
            if meaning.kind is NameKind.SYMBOL and meaning.is_exact and self.reference.has_ids(row)
        ]

    def may_mean(self, name: str, gene: Gene) -> bool:
        """Return whether a name may mean a gene after all, as the resolver reads it: in another form, by homology."""
        asked = name, gene.key
        if asked not in self._asked:
            self._asked[asked] = self._ask(name, gene)
        return self._asked[asked]

    def _ask(self, name: str, gene: Gene) -> bool:
        match = find_identifier(self.reference, name)
        if match is not None and match.gene is not None:
            return match.gene.key == gene.key
        answer = self.resolver.resolve(name, Context(species=(gene.taxon_id,)))
        genes = [candidate.gene for candidate in answer.candidates]
        return any(found.key == gene.key for found in (*genes, *answer.members))

    def undamaged(self, name: str, gene: Gene | None) -> tuple[bool, str]:
        """Return whether a spreadsheet damaged a name, and the symbol that it was if the gene confirms one.

        :param gene: the gene of the identifier beside the name.
        """
        was = from_date(name)
        if was and not name.isdigit():
            return True, gene.symbol if gene is not None and self._is_any(was, gene) else ""
        if was and gene is not None and self._is_any(was, gene):  # a date's number
            return True, gene.symbol
        if found := _EXPONENT.match(name):
            return True, gene.symbol if gene is not None and self._is_clone(found, gene) else ""
        return False, ""

    def _is_any(self, symbols: tuple[str, ...], gene: Gene) -> bool:
        return any(gene.key in self.of(symbol) for symbol in symbols)

    def _is_clone(self, found: re.Match[str], gene: Gene) -> bool:
        """Return whether a gene has the name of a clone, such as 2310009E13Rik, that is a number with this exponent."""
        digits, exponent = found[1] + (found[2] or ""), int(found[3])
        start = digits.rstrip("0")[:-1] or digits[:1]  # without the last digit, which may be rounded
        for zeros in range(_MOST_ZEROS):  # which a number loses
            for key, words in self.reference.starting_with("0" * zeros + start, _MOST_CLONES):
                clone = _CLONE.match(key)
                if clone is None or not any(target_of(word) == gene.key for word in words):
                    continue
                number = str(int(clone[1]))
                shown = f"{int(number):.{len(digits) - 1}e}".partition("e")[0].replace(".", "")
                if shown == digits and exponent in (int(clone[2]), int(clone[2]) + len(number) - 1):
                    return True
        return False


def _is_better(one: Meaning, other: Meaning) -> bool:
    return (_RANK.get(one.kind, 2), not one.is_exact) < (_RANK.get(other.kind, 2), not other.is_exact)
