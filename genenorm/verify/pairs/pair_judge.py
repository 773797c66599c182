"""What is wrong with the name and the identifiers of one row, by all that is known of both.

A name and an identifier that disagree do not say which of them is wrong. A third witness decides: the species that the
row states, or another identifier of the row. Without one the finding has no right value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from genenorm.core.authorities import ENSEMBL, Authority
from genenorm.core.model import Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.text.keys import fold
from genenorm.verify.pairs.findings import FindingKind, Sureness
from genenorm.verify.pairs.identifier_cells import IdReader, IdReading, IdState, identifier_like
from genenorm.verify.pairs.name_meanings import Meaning, NameMeanings

NAME = -1
"""The part of a row that is its name; identifiers have the numbers from 0."""
SPECIES = -2

CERTAIN, LIKELY, POSSIBLE = Sureness.CERTAIN, Sureness.LIKELY, Sureness.POSSIBLE


class Trust(StrEnum):
    """Which side is right when a name and an identifier disagree and nothing else decides."""

    NEITHER = "neither"
    NAMES = "names"
    IDS = "ids"


class Case(NamedTuple):
    """The name and the identifiers of one row, and what is known of its table."""

    names: tuple[str, ...]
    """One; in running text also none or two, of which one may be no gene."""
    ids: tuple[tuple[str, str], ...]
    """The text of each identifier, and what stands before those that are numbers."""
    is_symbol: bool = False
    """Whether the name should be the official symbol."""
    is_prose: bool = False
    taxon_id: int | None = None
    """The species that the row or the user states."""
    usual_taxon: int | None = None
    """The species of nearly all identifiers of the table."""
    keeps_case: bool = True
    """Whether nearly all symbols of the table are written as their genes' own."""
    columns: tuple[int, ...] = ()
    """A number for the column of each identifier: those of one column are one witness."""


class Verdict(NamedTuple):
    """A finding on a part of a row."""

    part: int
    """``NAME``, ``SPECIES``, or the number of the identifier."""
    kind: FindingKind
    why: str
    sure: Sureness
    right: str = ""
    name: int = 0
    """The number of the name that it is about."""


class _Witness(NamedTuple):
    """An identifier that means a gene."""

    part: int
    reading: IdReading
    gene: Gene


@dataclass(slots=True)
class PairJudge:
    """Judges rows; equal ones once."""

    meanings: NameMeanings
    reader: IdReader
    trust: Trust = Trust.NEITHER
    _kept: dict[Case, tuple[Verdict, ...]] = field(default_factory=dict)

    @property
    def reference(self) -> Reference:
        """The index."""
        return self.meanings.reference

    def judge(self, case: Case) -> tuple[Verdict, ...]:
        """Return what is wrong in a row; nothing if all belongs together, or too little is known."""
        found = self._kept.get(case)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[case] = found = tuple(self._judged(case))
        return found

    def _judged(self, case: Case) -> Iterator[Verdict]:
        readings = [self.reader.read(*text) for text in case.ids]
        witnesses = [
            _Witness(part, reading, reading.gene)
            for part, reading in enumerate(readings)
            if reading is not None and reading.gene is not None and reading.is_gene_of_its_own
        ]
        number, name = self._name_of(case, witnesses)
        gene = self._gene_meant(case, name, witnesses)
        for part, reading in enumerate(readings):
            if reading is not None:
                yield from self._of_identifier(case, part, reading, name, gene)
        if gene is None:
            return
        own = [witness for witness in witnesses if witness.gene.key == gene.key]
        for witness in witnesses:
            if witness.gene.key != gene.key:
                yield from self._of_other_gene(case, witness, gene, name, own)
        yield from (verdict._replace(name=number) for verdict in self._of_pair(case, name, gene, own))

    # -- what the row is about ------------------------------------------------------------------------------------

    def _name_of(self, case: Case, witnesses: Sequence[_Witness]) -> tuple[int, str]:
        """Return the name of a row, with its number: in running text the neighbour that is a gene."""
        names = [(number, name) for number, name in enumerate(case.names) if name]
        if not case.is_prose:
            return names[0] if names else (0, "")
        for number, name in names:
            if any(self.meanings.between(name, witness.gene) for witness in witnesses):
                return number, name
        known = [(number, name) for number, name in names if self._is_plainly_a_symbol(name)]
        return known[0] if len(known) == 1 else (0, "")

    def _is_plainly_a_symbol(self, name: str) -> bool:
        """Return whether a word of running text is exactly a symbol, and no word of the language."""
        looks_so = any(ch.isdigit() for ch in name) or sum(ch.isupper() for ch in name) > 1
        return looks_so and bool(self.meanings.exact_symbol_genes(name))

    def _gene_meant(self, case: Case, name: str, witnesses: Sequence[_Witness]) -> Gene | None:
        """Return the gene of the identifiers: the one that also has the name, else that of most of them."""
        if not witnesses:
            return None
        votes = Counter(witness.gene.key for witness in witnesses)

        def fitness(witness: _Witness) -> tuple[bool, bool, int, bool, bool, int]:
            meaning = self.meanings.between(name, witness.gene) if name else None
            authority = witness.reading.authority
            return (
                meaning is not None and meaning.kind is NameKind.SYMBOL,
                meaning is not None,
                votes[witness.gene.key],
                witness.gene.taxon_id == (case.taxon_id or case.usual_taxon),
                authority is not ENSEMBL,
                -witness.part,
            )

        return max(witnesses, key=fitness).gene

    # -- identifiers alone ----------------------------------------------------------------------------------------

    def _of_identifier(
        self, case: Case, part: int, reading: IdReading, name: str, gene: Gene | None
    ) -> Iterator[Verdict]:
        if reading.state is IdState.RETIRED:
            yield from self._of_retired(case, part, reading, name)
        elif reading.state is IdState.DAMAGED:
            yield self._of_damaged(case, part, reading, name, gene)
        elif reading.state is IdState.MALFORMED:
            named = gene or self._named(case, name)
            right = identifier_like(reading.text, named, reading.authority) if named else ""
            sure = LIKELY if right or reading.is_word else CERTAIN
            yield Verdict(part, FindingKind.MALFORMED, f"{reading.text!r}: {reading.note}", sure, right)
        elif reading.state is IdState.UNKNOWN:
            yield from self._of_unknown(case, part, reading, name, gene)

    def _of_retired(self, case: Case, part: int, reading: IdReading, name: str) -> Iterator[Verdict]:
        given = _written(reading)
        if reading.gene is None:
            named = self._named(case, name)
            right = identifier_like(reading.text, named, reading.authority) if named else ""
            advice = f"; {name} is now {self._label(named)}" if named and right else ""
            why = f"{given} was {reading.note.replace('retired', 'withdrawn')} without a replacement{advice}"
            yield Verdict(part, FindingKind.RETIRED, why, LIKELY if right else CERTAIN, right)
            return
        right = identifier_like(reading.text, reading.gene, reading.authority)
        why = f"{given} was {reading.note} and replaced by {self._label(reading.gene)}"
        agrees = not name or case.is_prose or self.meanings.between(name, reading.gene) is not None
        agrees = agrees and case.taxon_id in (None, reading.gene.taxon_id)
        yield Verdict(part, FindingKind.RETIRED, why, CERTAIN if agrees else LIKELY, right)

    def _of_damaged(self, case: Case, part: int, reading: IdReading, name: str, gene: Gene | None) -> Verdict:
        why = f"{reading.text} is {reading.note}"
        if reading.repaired:
            is_sure = reading.note.startswith("a whole number") or (
                reading.gene is not None and (not name or self.meanings.between(name, reading.gene) is not None)
            )
            return Verdict(part, FindingKind.DAMAGED, why, CERTAIN if is_sure else LIKELY, reading.repaired)
        named = gene or self._named(case, name)
        right = identifier_like(reading.text, named, reading.authority) if named else ""
        if named is not None and right:
            why += f"; {name or 'the row'} is {self._label(named)}"
            return Verdict(part, FindingKind.DAMAGED, why, CERTAIN if _fits(reading.text, right) else LIKELY, right)
        return Verdict(part, FindingKind.DAMAGED, why, CERTAIN)

    def _of_unknown(self, case: Case, part: int, reading: IdReading, name: str, gene: Gene | None) -> Iterator[Verdict]:
        """Yield a verdict on an identifier that the index lacks: it may be newer, or of a species of its own."""
        authority = reading.authority
        named = gene if gene is not None else self._named(case, name)
        right = identifier_like(reading.text, named, authority) if named is not None else ""
        why = f"the index has no {_written(reading)}"
        is_sure_type = authority is not None and authority is not ENSEMBL
        is_sure_type = is_sure_type and named is not None and named.symbol == name
        if named is not None and right and is_sure_type and self._is_of_species(case, named, authority):
            why += f"; {named.symbol} ({self._species(named)}) is {right}"
            yield Verdict(part, FindingKind.UNKNOWN_ID, why, LIKELY, right)
        else:
            yield Verdict(part, FindingKind.UNKNOWN_ID, f"{why}, which may be newer than it", POSSIBLE)

    def _is_of_species(self, case: Case, named: Gene, authority: Authority | None) -> bool:
        """Return whether an identifier is certainly meant to be of the species of a gene."""
        if authority is not None and authority.taxon_id is not None:
            return authority.taxon_id == named.taxon_id
        return named.taxon_id == (case.taxon_id or case.usual_taxon)

    def _named(self, case: Case, name: str) -> Gene | None:
        """Return the gene of which a name is the symbol, in the species of the row or of the table."""
        taxon = case.taxon_id or case.usual_taxon
        if not name:
            return None
        if taxon is not None:
            return self.meanings.symbol_gene(name, taxon)
        exact = self.meanings.exact_symbol_genes(name)
        return exact[0] if len(exact) == 1 else None

    # -- identifiers of several genes -----------------------------------------------------------------------------

    def _of_other_gene(
        self, case: Case, witness: _Witness, gene: Gene, name: str, own: Sequence[_Witness]
    ) -> Iterator[Verdict]:
        """Yield the verdict on an identifier that is of another gene than the row."""
        if case.is_prose and not self._is_term_of(name, gene, witness.gene):
            return
        if witness.reading.text == own[0].reading.text:
            return
        if case.columns and case.columns[witness.part] in {case.columns[one.part] for one in own}:
            return  # a list of identifiers in one cell, of which one fits
        other = witness.gene
        if _is_same(gene, other):
            return
        is_known = bool(name) and self.meanings.between(name, gene) is not None
        is_of_both = bool(name) and self.meanings.between(name, other) is not None
        right = identifier_like(witness.reading.text, gene, witness.reading.authority)
        kind = FindingKind.MISMATCH if other.taxon_id == gene.taxon_id else FindingKind.OTHER_SPECIES
        beside = " and ".join(dict.fromkeys(_written(one.reading) for one in own))
        why = f"{_written(witness.reading)} is {self._label(other)}, but {beside} beside it is {self._label(gene)}"
        if is_known and not is_of_both:
            why += f", as is the name {name}"
            is_certain = witness.reading.authority is not ENSEMBL and bool(right) and not _are_alike(gene, other)
            yield Verdict(witness.part, kind, why, CERTAIN if is_certain else LIKELY, right)
        elif len({case.columns[one.part] for one in own} if case.columns else own) > 1:
            yield Verdict(witness.part, kind, why, LIKELY, right)
        else:
            yield Verdict(witness.part, kind, why, LIKELY)

    def _is_term_of(self, name: str, gene: Gene, other: Gene) -> bool:
        """Return whether a term is of one gene by its label, so that another one of the same species is a mistake."""
        return gene.symbol == name and gene.taxon_id == other.taxon_id and not _are_alike(gene, other)

    # -- names beside identifiers ---------------------------------------------------------------------------------

    def _of_pair(self, case: Case, name: str, gene: Gene, own: Sequence[_Witness]) -> Iterator[Verdict]:
        meaning = self.meanings.between(name, gene) if name else None
        if case.taxon_id is not None and gene.taxon_id != case.taxon_id:
            yield self._of_stated_species(case, name, gene, own, meaning)
            return
        if not name:
            return
        if meaning is None:
            yield from self._of_unfit_name(case, name, gene, own)
            return
        usual = case.usual_taxon
        if case.taxon_id is None and usual is not None and gene.taxon_id != usual and not case.is_prose:
            named = self.meanings.symbol_gene(name, usual, exact=True)
            is_own = meaning.kind is NameKind.SYMBOL and meaning.is_exact
            if named is not None and (not is_own or self._is_spelled_alike(named, gene)):
                right = identifier_like(own[0].reading.text, named, own[0].reading.authority)
                why = (
                    f"{_written(own[0].reading)} is {self._label(gene)}, but nearly all others here are "
                    f"{self._species(named)}, where {name} is {self._label(named, name)}"
                )
                yield Verdict(own[0].part, FindingKind.OTHER_SPECIES, why, LIKELY, right)
                return
        if not case.is_prose:
            yield from self._of_fit_name(case, name, gene, own, meaning)

    @staticmethod
    def _is_spelled_alike(one: Gene, other: Gene) -> bool:
        return one.symbol == other.symbol

    def _of_stated_species(
        self, case: Case, name: str, gene: Gene, own: Sequence[_Witness], meaning: Meaning | None
    ) -> Verdict:
        """Return the verdict on an identifier that is not of the species that the row states."""
        stated = case.taxon_id or 0
        named = self.meanings.symbol_gene(name, stated) if name else None
        stated_name = self.reference.common_names.get(stated, str(stated))
        first = own[0]
        why = f"{_written(first.reading)} is {self._label(gene)}, but the species is {stated_name}"
        is_exact = meaning is not None and meaning.kind is NameKind.SYMBOL and meaning.is_exact
        named_exact = named is not None and self.meanings.of(name)[named.key].is_exact
        if is_exact and not named_exact:
            why += f"; the name is spelled as that of the {self._species(gene)} gene, so the species may be wrong"
            return Verdict(SPECIES, FindingKind.OTHER_SPECIES, why, LIKELY)
        if named is None:
            return Verdict(first.part, FindingKind.OTHER_SPECIES, why, CERTAIN)
        right = identifier_like(first.reading.text, named, first.reading.authority)
        return Verdict(
            first.part, FindingKind.OTHER_SPECIES, f"{why}, where {name} is {self._label(named, name)}", CERTAIN, right
        )

    def _of_unfit_name(self, case: Case, name: str, gene: Gene, own: Sequence[_Witness]) -> Iterator[Verdict]:
        """Yield the verdict on a name that the gene of the identifier does not have."""
        given, is_of = _written(own[0].reading), self._label(gene)
        is_damaged, was = self.meanings.undamaged(name, gene) if not case.is_prose else (False, "")
        if is_damaged:
            right = was or gene.symbol
            why = f"{name} is what a spreadsheet made of a name; {given} is {is_of}"
            yield Verdict(NAME, FindingKind.DAMAGED, why, CERTAIN if was else LIKELY, right)
            return
        if self.meanings.may_mean(name, gene):
            if case.is_symbol:
                why = f"{name} is not the symbol of {is_of}"
                yield Verdict(NAME, FindingKind.ALIAS, why, POSSIBLE, gene.symbol)
            return
        taxa = dict.fromkeys(filter(None, (gene.taxon_id, case.taxon_id)))
        named = next(filter(None, (self.meanings.symbol_gene(name, taxon) for taxon in taxa)), None)
        if named is not None and (not case.is_prose or named.symbol == name):
            is_exact = self.meanings.of(name)[named.key].is_exact
            yield self._mismatch(case, name, gene, named, own, CERTAIN if is_exact else LIKELY)
            return
        elsewhere = [other for other in self.meanings.exact_symbol_genes(name) if other.taxon_id != gene.taxon_id]
        if elsewhere and not case.is_prose:
            other = next((one for one in elsewhere if one.taxon_id == case.usual_taxon), elsewhere[0])
            is_ortholog = other.group is not None and other.group == gene.group
            kind = FindingKind.OTHER_SPECIES if is_ortholog else FindingKind.MISMATCH
            why = f"{name} is {self._label(other, name)}, but {given} is {is_of}"
            right = ""
            if other.taxon_id == case.usual_taxon:
                right = identifier_like(own[0].reading.text, other, own[0].reading.authority)
            yield Verdict(own[0].part, kind, why, LIKELY, right)
            return
        if case.is_prose:
            return
        aliased = self.meanings.other_gene(name, gene.taxon_id)
        if aliased is not None and self.meanings.of(name)[aliased.key].is_exact:
            yield self._mismatch(case, name, gene, aliased, own, LIKELY)
        elif not self.meanings.of(name):
            why = f"no gene of the index is called {name}, and {given} is {is_of}"
            yield Verdict(NAME, FindingKind.UNKNOWN_NAME, why, POSSIBLE, gene.symbol)

    def _mismatch(
        self, case: Case, name: str, gene: Gene, named: Gene, own: Sequence[_Witness], sure: Sureness
    ) -> Verdict:
        """Return the verdict on a name and an identifier of different genes, with the right value if it is clear."""
        first = own[0]
        why = f"{name} is {self._label(named, name)}, but {_written(first.reading)} is {self._label(gene)}"
        right_id = identifier_like(first.reading.text, named, first.reading.authority)
        if self.trust is Trust.IDS:
            return Verdict(NAME, FindingKind.MISMATCH, f"{why}; identifiers are trusted", sure, gene.symbol)
        if self.trust is Trust.NAMES:
            return Verdict(first.part, FindingKind.MISMATCH, f"{why}; names are trusted", sure, right_id)
        columns = {case.columns[witness.part] for witness in own} if case.columns else {0}
        if len(columns) > 1:
            others = " and ".join(_written(witness.reading) for witness in own[1:])
            return Verdict(NAME, FindingKind.MISMATCH, f"{why}, as {others} says too", sure, gene.symbol)
        return Verdict(first.part, FindingKind.MISMATCH, why, sure)

    def _of_fit_name(
        self, case: Case, name: str, gene: Gene, own: Sequence[_Witness], meaning: Meaning
    ) -> Iterator[Verdict]:
        """Yield the verdict on a name that the gene of the identifier has, but not as its present symbol."""
        if meaning.kind is NameKind.SYMBOL:
            if not meaning.is_exact and name != gene.symbol:
                yield from self._of_spelling(case, name, gene)
            return
        if not gene.symbol or gene.symbol == name:
            return
        label = self._label(gene)
        others = [
            other for other in self.meanings.exact_symbol_genes(name)
            if other.taxon_id == gene.taxon_id and other.key != gene.key
        ]  # fmt: skip
        is_former = meaning.kind in (NameKind.PREVIOUS_SYMBOL, NameKind.RETIRED_SYMBOL)
        if others:
            word = "was once the symbol" if is_former else "is another name"
            why = f"{name} is the symbol of {self._label(others[0])}, and {word} of {label}, whose identifier is given"
            sure = LIKELY if is_former or case.is_symbol else POSSIBLE
            yield Verdict(own[0].part, FindingKind.MISMATCH, why, sure)
        elif is_former:
            why = f"{name} is a former symbol of {label}"
            yield Verdict(NAME, FindingKind.OUTDATED, why, CERTAIN, gene.symbol)
        elif case.is_symbol:
            why = f"{name} is a {meaning.kind.label} of {label}, not its symbol"
            yield Verdict(NAME, FindingKind.ALIAS, why, CERTAIN, gene.symbol)

    def _of_spelling(self, case: Case, name: str, gene: Gene) -> Iterator[Verdict]:
        if not case.keeps_case:
            return
        alike = [other for other in self.meanings.exact_symbol_genes(name) if other.taxon_id != gene.taxon_id]
        why = f"the symbol of {self._label(gene)} is spelled {gene.symbol}"
        if not alike:
            if case.is_symbol:
                yield Verdict(NAME, FindingKind.SPELLING, why, POSSIBLE, gene.symbol)
            return
        other = next((one for one in alike if one.group is not None and one.group == gene.group), alike[0])
        why += f"; {name} is {self._label(other)}"
        if case.is_symbol:
            sure = LIKELY if other.group is not None and other.group == gene.group else POSSIBLE
            yield Verdict(NAME, FindingKind.SPELLING, why, sure, gene.symbol)

    # -- words ----------------------------------------------------------------------------------------------------

    def _species(self, gene: Gene) -> str:
        return self.reference.common_names.get(gene.taxon_id, str(gene.taxon_id))

    def _label(self, gene: Gene, said: str = "") -> str:
        """Return a gene in words: ``GRIN1 (human, NCBIGene:2902)``, without the symbol if that is what was said."""
        identifier = f"NCBIGene:{gene.gene_id}" if gene.gene_id is not None else gene.authority_id or gene.ensembl_id
        if said and said == gene.symbol:
            return f"{self._species(gene)} {identifier}"
        return f"{gene.symbol or identifier} ({self._species(gene)}, {identifier})"


_MOST_KEPT = 1 << 18
_LONGEST_START = 3


def _is_same(one: Gene, other: Gene) -> bool:
    """Return whether two genes of an index are the same gene in two sources, which spell it differently.

    A gene that only Ensembl has says nothing against another.
    """
    if one.taxon_id != other.taxon_id:
        return False
    if one.symbol and other.symbol and fold(one.symbol) == fold(other.symbol):
        return True
    return any(gene.gene_id is None and not gene.authority_id for gene in (one, other))


def _are_alike(one: Gene, other: Gene) -> bool:
    """Return whether genes are of one family by their symbols or homology: of these, sources often disagree."""
    if one.group is not None and one.group == other.group:
        return one.taxon_id == other.taxon_id
    return one.symbol[:_LONGEST_START].casefold() == other.symbol[:_LONGEST_START].casefold()


def _written(reading: IdReading) -> str:
    """Return an identifier as it is named in a reason: a number with its database."""
    text = reading.text.strip()
    if text[:1].isdigit() and reading.authority is not None:
        return f"{reading.authority.curie_prefix} {text}"
    return text


def _fits(damaged: str, right: str) -> bool:
    """Return whether a number with an exponent may have been an identifier that is a number.

    >>> _fits("1.02E+08", "102465432"), _fits("1.02E+08", "103"), _fits("1-Mar", "2902")
    (True, False, False)
    """
    head, mark, exponent = damaged.upper().partition("E")
    if not mark or not right.isdigit() or not exponent.strip("+").isdigit():
        return False
    digits = len(head.replace(",", ".").partition(".")[2])
    whole, _, power = f"{int(right):.{digits}E}".partition("E")
    return whole == head.replace(",", ".") and int(power) == int(exponent)
