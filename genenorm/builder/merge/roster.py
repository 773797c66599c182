"""The one merge: rows of many sources become one gene each, joined by shared identifiers and unique names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from genenorm.builder.source_rows import SourceGene, Tally
from genenorm.core.model import Biotype, NameKind


class By(Enum):
    """What a row and a gene must share to be the same gene; a step tries its rules in order."""

    GENE_ID = "GeneID"
    AUTHORITY = "authority id"
    ENSEMBL = "Ensembl id"
    UNIPROT = "UniProt accession"
    SYSTEMATIC = "systematic name"
    SYMBOL = "unique symbol"
    MITOCHONDRIAL = "mitochondrial symbol"
    ALIAS = "unique former symbol or synonym"


class Draft:
    """One gene while it is being assembled."""

    __slots__ = (
        "authority", "biotype", "ensembl", "full_name", "gene_id", "group", "key", "located", "more_ids", "names",
        "papers", "rank", "references", "retired", "symbol", "taxon_id", "terms", "uncased", "weight",
    )  # fmt: skip

    def __init__(self, taxon_id: int) -> None:
        self.taxon_id = taxon_id
        self.key = 0
        self.located = False
        self.uncased = False
        self.gene_id: int | None = None
        self.symbol = ""
        self.full_name = ""
        self.ensembl = ""
        self.authority = ""
        self.biotype = Biotype.UNKNOWN
        self.names: dict[tuple[NameKind, str], None] = {}
        self.more_ids: dict[str, None] = {}
        self.retired: dict[str, None] = {}
        self.rank = 0
        self.papers = 0
        self.terms = 0
        self.references = 0
        self.group = 0
        self.weight = 0


class Roster:
    """The genes of one species, found by identifier, symbol or former name.

    An identifier belongs to the first gene that gets it.
    """

    def __init__(self, taxon_id: int) -> None:
        self.taxon_id = taxon_id
        self.drafts: list[Draft] = []
        self._by_id: dict[str, Draft] = {}
        self._by_symbol: dict[str, list[Draft]] = {}
        self._by_alias: dict[str, list[Draft]] = {}
        self._by_systematic: dict[str, list[Draft]] = {}
        self._mitochondrial: dict[str, list[Draft]] = {}
        self._finders = {
            By.GENE_ID: lambda row: self._first((gene_id_text(row.gene_id),) if row.gene_id else ()),
            By.AUTHORITY: lambda row: self._first((row.authority,)),
            By.ENSEMBL: lambda row: self._first(row.ensembl),
            By.UNIPROT: lambda row: self._first(tuple(f"UniProt:{text}" for text in row.uniprot)),
            By.SYSTEMATIC: self._by_locus,
            By.SYMBOL: lambda row: _only(self._by_symbol.get(row.symbol)),
            By.MITOCHONDRIAL: lambda row: _only(self._mitochondrial.get(_core(row.symbol))),
            By.ALIAS: self._former,
        }

    def by_id(self, identifier: str) -> Draft | None:
        """Return the gene with this identifier of any kind (``NCBIGene:2902``, ``HGNC:4584``, ``ENSG…``)."""
        return self._by_id.get(identifier)

    def by_name(self, symbol: str) -> Draft | None:
        """Return the gene with this symbol, else the only one that had it before."""
        return _only(self._by_symbol.get(symbol)) or _only(self._by_alias.get(symbol))

    def by_symbol(self, symbol: str) -> Draft | None:
        """Return the only gene that has this symbol now."""
        return _only(self._by_symbol.get(symbol))

    def is_symbol(self, text: str) -> bool:
        """Tell whether a gene has this symbol, as written."""
        return text in self._by_symbol

    def find(self, row: SourceGene, rules: Sequence[By]) -> Draft | None:
        """Return the gene the row is about, by the first rule that leads to one without a contradiction."""
        for rule in rules:
            draft = self._finders[rule](row)
            if draft is not None and _agree(row, draft):
                return draft
        return None

    def add(self, row: SourceGene) -> Draft:
        """Make a new gene of the row."""
        draft = Draft(self.taxon_id)
        self.drafts.append(draft)
        self.enrich(draft, row)
        return draft

    def enrich(self, draft: Draft, row: SourceGene) -> None:
        """Fill what the gene lacks from the row, and add the row's names to it."""
        self._enrich_ids(draft, row)
        if row.symbol and not draft.symbol:
            draft.symbol, draft.uncased = row.symbol, row.uncased
            self._by_symbol.setdefault(row.symbol, []).append(draft)
            if row.symbol[:3].lower() in _MITOCHONDRIAL:
                self._mitochondrial.setdefault(_core(row.symbol), []).append(draft)
        elif row.symbol != draft.symbol and row.symbol and not self.is_symbol(row.symbol):
            self._name(draft, NameKind.SYNONYM, row.symbol)
        if draft.biotype in (Biotype.UNKNOWN, Biotype.OTHER) and row.biotype is not Biotype.UNKNOWN:
            draft.biotype = row.biotype
        if row.full_name:
            if not draft.full_name:
                draft.full_name = row.full_name
            elif row.full_name != draft.full_name:
                self._name(draft, NameKind.DESIGNATION, row.full_name)
        for kind, text in row.names:
            self._name(draft, kind, text)
        draft.retired.update(dict.fromkeys(row.retired))
        draft.rank = draft.rank or row.rank
        draft.papers = max(draft.papers, row.papers)
        draft.terms = max(draft.terms, row.terms)
        draft.references = max(draft.references, row.references)

    def _enrich_ids(self, draft: Draft, row: SourceGene) -> None:
        if row.gene_id and draft.gene_id is None and self._claim(draft, gene_id_text(row.gene_id)):
            draft.gene_id = row.gene_id
        if row.authority and not draft.authority and self._claim(draft, row.authority):
            draft.authority = row.authority
        for identifier in row.ensembl:
            if self._claim(draft, identifier) and identifier != draft.ensembl:
                if not draft.ensembl:
                    draft.ensembl = identifier
                else:
                    draft.more_ids[identifier] = None
        for accession in row.uniprot:
            if self._claim(draft, f"UniProt:{accession}"):
                draft.more_ids[accession] = None

    def _claim(self, draft: Draft, identifier: str) -> bool:
        return self._by_id.setdefault(identifier, draft) is draft

    def _name(self, draft: Draft, kind: NameKind, text: str) -> None:
        if (kind, text) in draft.names:
            return
        draft.names[kind, text] = None
        if kind in (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL):
            self._by_alias.setdefault(text, []).append(draft)
        elif kind is NameKind.SYSTEMATIC_NAME:
            # the first is the gene's own locus; the rest came from neighbours and merged genes
            index = self._by_alias if draft.located else self._by_systematic
            index.setdefault(text, []).append(draft)
            draft.located = True

    def _first(self, identifiers: Iterable[str]) -> Draft | None:
        return next((draft for text in identifiers if text and (draft := self._by_id.get(text))), None)

    def _by_locus(self, row: SourceGene) -> Draft | None:
        # the locus tag comes first among a row's systematic names; the others count when they agree
        loci = [text for kind, text in row.names if kind is NameKind.SYSTEMATIC_NAME]
        for texts in (loci[:1], [row.symbol], loci):
            found = _only([draft for text in texts for draft in self._by_systematic.get(text, ())])
            if found is not None:
                return found
        return None

    def _former(self, row: SourceGene) -> Draft | None:
        return None if self.is_symbol(row.symbol) else _only(self._by_alias.get(row.symbol))


def gene_id_text(gene_id: int) -> str:
    """Return the text under which a roster knows a GeneID."""
    return f"NCBIGene:{gene_id}"


def merge(roster: Roster, rows: Iterable[SourceGene], rules: Sequence[By], *, adds: bool, tally: Tally) -> None:
    """Join rows to the roster's genes; rows that join none become genes when ``adds``, else they are dropped."""
    for row in rows:
        draft = roster.find(row, rules)
        if draft is None and not adds:
            tally.drop("no gene to join")
            continue
        tally.kept += 1
        if draft is None:
            roster.add(row)
        elif draft.gene_id is None and _doubtful(row, draft):
            tally.drop("GeneID of an old gene model (row kept without it)")
            roster.enrich(draft, replace(row, gene_id=None))
        else:
            roster.enrich(draft, row)


def prefer_current(roster: Roster, current: Mapping[str, str]) -> None:
    """Make each gene's Ensembl id one of the current release where it has one: its own symbol's, else the first.

    ``current`` holds the release's ids with their symbols.
    """
    for draft in roster.drafts:
        if not draft.ensembl or draft.ensembl in current:
            continue
        known = [identifier for identifier in draft.more_ids if identifier in current]
        known.sort(key=lambda identifier: current[identifier] != draft.symbol)
        if known:
            del draft.more_ids[known[0]]
            draft.more_ids[draft.ensembl] = None
            draft.ensembl = known[0]


_MODEL = re.compile(r"Gm\d+|[0-9A-Z]{10}Rik|LOC\d+")
_MITOCHONDRIAL = ("mt-", "mt:")


def _doubtful(row: SourceGene, draft: Draft) -> bool:
    """Tell a GeneID that a symbol alone supports, of a gene model that newer Ensembl tables leave without one.

    NCBI has replaced many such models: of the GeneIDs that its table of 2016 has for mouse pseudogenes and
    non-coding genes known by a model number, three in ten are retired by now.
    """
    if not row.gene_id or row.ensembl or row.authority or not draft.ensembl or draft.biotype is Biotype.PROTEIN_CODING:
        return False
    model = _MODEL.fullmatch(draft.symbol)
    return bool(model) and (draft.symbol.startswith("Gm") or draft.biotype is Biotype.PSEUDOGENE)


def _core(symbol: str) -> str:
    """Return what spellings of a mitochondrial gene have in common: ``mt-Nd1`` and ``ND1``, ``mt-Co1`` and ``COX1``."""
    core = symbol[3:] if symbol[:3].lower() in _MITOCHONDRIAL else symbol
    return core.upper().replace("COX", "CO").replace("CYTB", "CYB")


def _only(drafts: list[Draft] | None) -> Draft | None:
    return drafts[0] if drafts and all(draft is drafts[0] for draft in drafts) else None


def _agree(row: SourceGene, draft: Draft) -> bool:
    if row.gene_id and draft.gene_id is not None and row.gene_id != draft.gene_id:
        return False
    return not (row.authority and draft.authority and row.authority != draft.authority)
