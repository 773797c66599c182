"""What is wrong with a name beside the identifiers of a gene: of another gene or species, outdated, damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genenorm.core.authorities import ENSEMBL, NCBI_GENE
from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.index.identifiers import gene_id_of
from genenorm.verify.pairs.findings import FindingKind, Sureness
from genenorm.verify.pairs.identifier_cells import identifier_like
from genenorm.verify.pairs.name_meanings import Meaning, NameMeanings
from genenorm.verify.pairs.verdicts import NAME, SPECIES, Case, GeneWords, Trust, Verdict, Witness, are_alike, written

CERTAIN, LIKELY, POSSIBLE = Sureness.CERTAIN, Sureness.LIKELY, Sureness.POSSIBLE


@dataclass(slots=True)
class NameVerdicts:
    """Judges the names of rows."""

    meanings: NameMeanings
    words: GeneWords
    trust: Trust = Trust.NEITHER

    def of_pair(self, case: Case, name: str, gene: Gene, own: Sequence[Witness]) -> Iterator[Verdict]:
        """Yield what is wrong with a name beside the identifiers ``own`` of a gene; the name may be empty."""
        meaning = self.meanings.between(name, gene) if name else None
        if case.taxon_id is not None and gene.taxon_id != case.taxon_id:
            yield self._of_stated_species(case, name, gene, own, meaning)
            return
        if not name:
            return
        usual = case.usual_taxon
        if case.taxon_id is None and usual is not None and gene.taxon_id != usual and not case.is_prose:
            named = self.meanings.symbol_gene(name, usual, exact=True)
            is_own = meaning is not None and meaning.kind is NameKind.SYMBOL and meaning.is_exact
            if named is not None and (not is_own or named.symbol == gene.symbol):
                right = identifier_like(own[0].reading.text, named, own[0].reading.authority)
                why = (
                    f"{written(own[0].reading)} is {self.words.label(gene)}, but nearly all others here are "
                    f"{self.words.species(named)}, where {name} is {self.words.label(named, name)}"
                )
                yield Verdict(own[0].part, FindingKind.OTHER_SPECIES, why, LIKELY, right)
                return
        if meaning is None:
            yield from self._of_unfit_name(case, name, gene, own)
        elif not case.is_prose:
            yield from self._of_fit_name(case, name, gene, own, meaning)

    def _of_stated_species(
        self, case: Case, name: str, gene: Gene, own: Sequence[Witness], meaning: Meaning | None
    ) -> Verdict:
        """Return the verdict on an identifier that is not of the species that the row states."""
        stated = case.taxon_id or 0
        named = self.meanings.symbol_gene(name, stated) if name else None
        stated_name = self.words.reference.common_names.get(stated, str(stated))
        first = own[0]
        why = f"{written(first.reading)} is {self.words.label(gene)}, but the species is {stated_name}"
        is_exact = meaning is not None and meaning.kind is NameKind.SYMBOL and meaning.is_exact
        named_exact = named is not None and self.meanings.of(name)[named.key].is_exact
        if is_exact and not named_exact:
            why += f"; the name is spelled as that of the {self.words.species(gene)} gene, so the species may be wrong"
            return Verdict(SPECIES, FindingKind.OTHER_SPECIES, why, LIKELY)
        if named is None:
            return Verdict(first.part, FindingKind.OTHER_SPECIES, why, CERTAIN)
        right = identifier_like(first.reading.text, named, first.reading.authority)
        return Verdict(
            first.part,
            FindingKind.OTHER_SPECIES,
            f"{why}, where {name} is {self.words.label(named, name)}",
            CERTAIN,
            right,
        )

    def _of_unfit_name(self, case: Case, name: str, gene: Gene, own: Sequence[Witness]) -> Iterator[Verdict]:
        """Yield the verdict on a name that the gene of the identifier does not have."""
        given, is_of = written(own[0].reading), self.words.label(gene)
        is_damaged, was = self.meanings.undamaged(name, gene) if not case.is_prose else (False, "")
        if is_damaged:
            right = was or gene.symbol
            why = f"{name} is what a spreadsheet made of a name; {given} is {is_of}"
            yield Verdict(NAME, FindingKind.DAMAGED, why, CERTAIN if was else LIKELY, right)
            return
        if (number := loc_number(name)) and own[0].reading.authority is NCBI_GENE:
            if number == gene_id_of(own[0].reading.text):  # of a record that another one replaced
                yield Verdict(NAME, FindingKind.OUTDATED, f"{given} is now {is_of}", CERTAIN, gene.symbol)
                return
            why = f"{name} is by its number NCBIGene {number}, but {given} is {is_of}"
            yield Verdict(own[0].part, FindingKind.MISMATCH, why, LIKELY)
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
            why = f"{name} is {self.words.label(other, name)}, but {given} is {is_of}"
            right = ""
            if other.taxon_id == case.usual_taxon:
                right = identifier_like(own[0].reading.text, other, own[0].reading.authority)
            is_of_table = (case.taxon_id or case.usual_taxon) in (None, other.taxon_id)
            yield Verdict(own[0].part, kind, why, LIKELY if is_ortholog or is_of_table else POSSIBLE, right)
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
        self, case: Case, name: str, gene: Gene, named: Gene, own: Sequence[Witness], sure: Sureness
    ) -> Verdict:
        """Return the verdict on a name and an identifier of different genes, with the right value if it is clear."""
        first = own[0]
        why = f"{name} is {self.words.label(named, name)}, but {written(first.reading)} is {self.words.label(gene)}"
        right_id = identifier_like(first.reading.text, named, first.reading.authority)
        columns = {case.columns[witness.part] for witness in own} if case.columns else {0}
        if len(columns) == 1:
            sure = max(sure, _surest(gene, named, first, right_id), key=lambda one: one.rank)
            if self.trust is not Trust.NEITHER and sure is LIKELY:
                sure = CERTAIN  # who trusts one side decides it
        if self.trust is Trust.IDS:
            return Verdict(NAME, FindingKind.MISMATCH, f"{why}; identifiers are trusted", sure, gene.symbol)
        if self.trust is Trust.NAMES:
            return Verdict(first.part, FindingKind.MISMATCH, f"{why}; names are trusted", sure, right_id)
        if len(columns) > 1:  # which does not decide: one is often made from the other
            why += f", as {' and '.join(written(witness.reading) for witness in own[1:])} says too"
        return Verdict(first.part, FindingKind.MISMATCH, why, sure)

    def _of_fit_name(
        self, case: Case, name: str, gene: Gene, own: Sequence[Witness], meaning: Meaning
    ) -> Iterator[Verdict]:
        """Yield the verdict on a name that the gene of the identifier has, but not as its present symbol."""
        if meaning.kind is NameKind.SYMBOL:
            if not meaning.is_exact and name != gene.symbol:
                yield from self._of_spelling(case, name, gene)
            return
        if not gene.symbol or gene.symbol == name:
            return
        label = self.words.label(gene)
        others = [
            other for other in self.meanings.exact_symbol_genes(name)
            if other.taxon_id == gene.taxon_id and other.key != gene.key
        ]  # fmt: skip
        is_former = meaning.kind in (NameKind.PREVIOUS_SYMBOL, NameKind.RETIRED_SYMBOL)
        if others:
            word = "was once the symbol" if is_former else "is another name"
            other = self.words.label(others[0])
            why = f"{name} is the symbol of {other}, and {word} of {label}, whose identifier is given"
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
        why = f"the symbol of {self.words.label(gene)} is spelled {gene.symbol}"
        if not alike:
            if case.is_symbol:
                yield Verdict(NAME, FindingKind.SPELLING, why, POSSIBLE, gene.symbol)
            return
        other = next((one for one in alike if one.group is not None and one.group == gene.group), alike[0])
        why += f"; {name} is {self.words.label(other)}"
        if case.is_symbol:
            sure = LIKELY if other.group is not None and other.group == gene.group else POSSIBLE
            yield Verdict(NAME, FindingKind.SPELLING, why, sure, gene.symbol)


def _surest(gene: Gene, named: Gene, witness: Witness, right_id: str) -> Sureness:
    """Return how sure it is at most that a name and an identifier of two genes do not belong together.

    A gene that lacks such an identifier may have it in newer data. Ensembl gives genes that overlap one id, and NCBI
    maps them otherwise. The last part of a symbol (``MT-RNR1``) is often written alone.
    """
    if witness.reading.authority is ENSEMBL:
        if not right_id or (gene.gene_id is None and not gene.authority_id):
            return POSSIBLE
        is_coding = gene.biotype is named.biotype is Biotype.PROTEIN_CODING
        return CERTAIN if is_coding and not are_alike(gene, named) else LIKELY
    return LIKELY if not right_id or gene.symbol.endswith(f"-{named.symbol}") else CERTAIN


def loc_number(name: str) -> int:
    """Return the GeneID in a name such as ``LOC100420576``; 0 for other names.

    >>> loc_number("LOC100420576"), loc_number("LOC1"), loc_number("LOXL1")
    (100420576, 0, 0)
    """
    return gene_id_of(name) if name[:3].upper() == "LOC" else 0
