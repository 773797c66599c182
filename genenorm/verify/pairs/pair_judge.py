"""What is wrong with the name and the identifiers of one row, by all that is known of both.

A name and an identifier that disagree do not say which of them is wrong. The species that the row states decides, or
two other identifiers that agree with the name. Without these the finding has no right value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from genenorm.core.authorities import ENSEMBL, NCBI_GENE, Authority
from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.index.identifiers import gene_id_of
from genenorm.index.reference import Reference
from genenorm.verify.pairs.findings import FindingKind, Sureness
from genenorm.verify.pairs.identifier_cells import IdReader, IdReading, IdState, identifier_like
from genenorm.verify.pairs.name_meanings import NameMeanings
from genenorm.verify.pairs.name_verdicts import NameVerdicts, loc_number
from genenorm.verify.pairs.verdicts import (
    NO_NAME,
    Case,
    GeneWords,
    Trust,
    Verdict,
    Witness,
    are_alike,
    is_same,
    written,
)

CERTAIN, LIKELY, POSSIBLE = Sureness.CERTAIN, Sureness.LIKELY, Sureness.POSSIBLE
_MOST_KEPT = 1 << 18
_ENOUGH_COLUMNS = 2
"""Columns of identifiers that decide, together with the name, against another one."""


@dataclass(slots=True)
class PairJudge:
    """Judges rows; equal ones once."""

    meanings: NameMeanings
    reader: IdReader
    trust: Trust = Trust.NEITHER
    words: GeneWords = field(init=False)
    _names: NameVerdicts = field(init=False)
    _kept: dict[Case, tuple[Verdict, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the judge of names."""
        self.words = GeneWords(self.reference)
        self._names = NameVerdicts(self.meanings, self.words, self.trust)

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
            Witness(part, reading, reading.gene)
            for part, reading in enumerate(readings)
            if reading is not None and reading.gene is not None and reading.is_gene_of_its_own
        ]
        number, name = self._name_of(case, witnesses)
        found = self._found(case, name, readings, witnesses)
        yield from (verdict._replace(name=number if name else NO_NAME) for verdict in found)

    def _found(
        self, case: Case, name: str, readings: Sequence[IdReading | None], witnesses: Sequence[Witness]
    ) -> Iterator[Verdict]:
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
        yield from self._names.of_pair(case, name, gene, own)

    # -- what the row is about ------------------------------------------------------------------------------------

    def _name_of(self, case: Case, witnesses: Sequence[Witness]) -> tuple[int, str]:
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
        return looks_so and any(ch.isalpha() for ch in name) and bool(self.meanings.exact_symbol_genes(name))

    def _gene_meant(self, case: Case, name: str, witnesses: Sequence[Witness]) -> Gene | None:
        """Return the gene of the identifiers: the one that also has the name, else that of most of them."""
        if not witnesses:
            return None
        votes = Counter(witness.gene.key for witness in witnesses)

        def fitness(witness: Witness) -> tuple[bool, bool, bool, int, bool, bool, int]:
            meaning = self.meanings.between(name, witness.gene) if name else None
            authority = witness.reading.authority
            is_symbol = meaning is not None and meaning.kind is NameKind.SYMBOL
            return (
                is_symbol and meaning is not None and meaning.is_exact,
                is_symbol,
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
        given = written(reading)
        if reading.gene is None:
            named = self._named(case, name)
            right = identifier_like(reading.text, named, reading.authority) if named else ""
            advice = f"; {name} is now {self.words.label(named)}" if named and right else ""
            why = f"{given} was {reading.note.replace('retired', 'withdrawn')} without a replacement{advice}"
            yield Verdict(part, FindingKind.RETIRED, why, LIKELY if right else CERTAIN, right)
            return
        right = identifier_like(reading.text, reading.gene, reading.authority)
        why = f"{given} was {reading.note} and replaced by {self.words.label(reading.gene)}"
        agrees = not name or self.meanings.between(name, reading.gene) is not None
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
            why += f"; {name or 'the row'} is {self.words.label(named)}"
            return Verdict(part, FindingKind.DAMAGED, why, CERTAIN if _fits(reading.text, right) else LIKELY, right)
        return Verdict(part, FindingKind.DAMAGED, why, CERTAIN)

    def _of_unknown(self, case: Case, part: int, reading: IdReading, name: str, gene: Gene | None) -> Iterator[Verdict]:
        """Yield a verdict on an identifier that the index lacks: it may be newer, or of a species of its own."""
        authority = reading.authority
        named = gene if gene is not None else self._named(case, name)
        right = identifier_like(reading.text, named, authority) if named is not None else ""
        why = f"the index has no {written(reading)}"
        number = loc_number(name)
        if number and authority is NCBI_GENE and number != gene_id_of(reading.text):
            right = str(number)
            why += f", and {name} is by its number {number}"
            yield Verdict(part, FindingKind.UNKNOWN_ID, why, LIKELY, right if reading.text.isdigit() else "")
            return
        is_sure_type = authority is not None and authority is not ENSEMBL
        is_sure_type = is_sure_type and named is not None and named.symbol == name
        if named is not None and right and is_sure_type and self._is_of_species(case, named, authority):
            why += f"; {named.symbol} ({self.words.species(named)}) is {right}"
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
        self, case: Case, witness: Witness, gene: Gene, name: str, own: Sequence[Witness]
    ) -> Iterator[Verdict]:
        """Yield the verdict on an identifier that is of another gene than the row."""
        if case.is_prose and not self._is_term_of(name, gene, witness.gene):
            return
        if witness.reading.text == own[0].reading.text:
            return
        if case.columns and case.columns[witness.part] in {case.columns[one.part] for one in own}:
            return  # a list of identifiers in one cell, of which one fits
        other = witness.gene
        if is_same(gene, other):
            return
        is_known = bool(name) and self.meanings.between(name, gene) is not None
        is_of_both = bool(name) and self.meanings.between(name, other) is not None
        right = identifier_like(witness.reading.text, gene, witness.reading.authority)
        kind = FindingKind.MISMATCH if other.taxon_id == gene.taxon_id else FindingKind.OTHER_SPECIES
        beside = " and ".join(dict.fromkeys(written(one.reading) for one in own))
        own_gene = self.words.label(gene)
        why = f"{written(witness.reading)} is {self.words.label(other)}, but {beside} beside it is {own_gene}"
        if is_known and not is_of_both:
            why += f", as is the name {name}"
            # one identifier may be made from the name, two hardly
            columns = {case.columns[one.part] for one in own}
            is_certain = len(columns) >= _ENOUGH_COLUMNS and witness.reading.authority is not ENSEMBL
            is_certain = is_certain and bool(right) and not are_alike(gene, other)
            # Ensembl gives genes that overlap one id, and NCBI maps them otherwise
            is_clear = right and gene.biotype is other.biotype is Biotype.PROTEIN_CODING
            is_doubtful = witness.reading.authority is ENSEMBL and kind is FindingKind.MISMATCH and not is_clear
            sure = CERTAIN if is_certain else POSSIBLE if is_doubtful else LIKELY
            yield Verdict(witness.part, kind, why, sure, right)
        elif len({case.columns[one.part] for one in own} if case.columns else own) > 1:
            yield Verdict(witness.part, kind, why, LIKELY, right)
        else:
            is_doubtful = ENSEMBL in (witness.reading.authority, own[0].reading.authority)
            yield Verdict(witness.part, kind, why, POSSIBLE if is_doubtful and not name else LIKELY)

    def _is_term_of(self, name: str, gene: Gene, other: Gene) -> bool:
        """Return whether a term is of one gene by its label, so that another one of the same species is a mistake."""
        return gene.symbol == name and gene.taxon_id == other.taxon_id and not are_alike(gene, other)


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
