"""The merge of the rows of all sources into genes, joined by shared identifiers and unique names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from genenorm.builder.source_rows import SourceGene, Tally, WithdrawnEntry
from genenorm.core.model import Biotype, NameKind
from genenorm.text.keys import Key, fold


class JoinRule(Enum):
    """What a row and a gene must have in common to be joined; a step tries its rules in order."""

    GENE_ID = "GeneID"
    AUTHORITY = "authority id"
    ENSEMBL = "Ensembl id"
    UNIPROT = "UniProt accession"
    SYSTEMATIC = "systematic name"
    SYMBOL = "unique symbol"
    MITOCHONDRIAL = "mitochondrial symbol"
    ALIAS = "unique former symbol or synonym"


class GeneDraft:
    """One gene while it is being assembled; ``key`` becomes its row number in the index."""

    __slots__ = (
        "authority", "biotype", "case_folded", "ensembl", "full_name", "gene_id", "group", "has_locus", "key",
        "more_ids", "names", "papers", "rank", "references", "retired", "symbol", "taxon_id", "terms", "weight",
    )  # fmt: skip

    def __init__(self, taxon_id: int) -> None:
        self.taxon_id = taxon_id
        self.key = 0
        self.has_locus = False
        self.case_folded = False
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
    """The genes of one species, which can be looked up by identifier, symbol or former name.

    An identifier belongs to the first gene it is added to.
    """

    def __init__(self, taxon_id: int) -> None:
        self.taxon_id = taxon_id
        self.drafts: list[GeneDraft] = []
        self.withdrawn: list[WithdrawnEntry] = []
        """The records that ``withdraw`` was given."""
        self._withdrawn_symbols: set[str] = set()
        self._by_id: dict[str, GeneDraft] = {}
        self._by_symbol: dict[str, list[GeneDraft]] = {}
        self._by_alias: dict[str, list[GeneDraft]] = {}
        self._by_systematic: dict[str, list[GeneDraft]] = {}
        self._mitochondrial: dict[str, list[GeneDraft]] = {}
        self._finders = {
            JoinRule.GENE_ID: lambda row: self._first((gene_id_text(row.gene_id),) if row.gene_id else ()),
            JoinRule.AUTHORITY: lambda row: self._first((row.authority,)),
            JoinRule.ENSEMBL: lambda row: self._first(row.ensembl),
            JoinRule.UNIPROT: lambda row: self._first(tuple(f"UniProt:{text}" for text in row.uniprot)),
            JoinRule.SYSTEMATIC: self._by_locus,
            JoinRule.SYMBOL: lambda row: _only(self._by_symbol.get(row.symbol)),
            JoinRule.MITOCHONDRIAL: lambda row: _only(self._mitochondrial.get(_mitochondrial_core(row.symbol))),
            JoinRule.ALIAS: self._by_former_name,
        }

    def by_id(self, identifier: str) -> GeneDraft | None:
        """Return the gene with an identifier of any kind (``NCBIGene:2902``, ``HGNC:4584``, ``ENSG…``), or ``None``."""
        return self._by_id.get(identifier)

    def by_name(self, symbol: str) -> GeneDraft | None:
        """Return the only gene with this symbol, or else the only gene that has it as a former name or synonym."""
        return _only(self._by_symbol.get(symbol)) or _only(self._by_alias.get(symbol))

    def by_symbol(self, symbol: str) -> GeneDraft | None:
        """Return the gene with this symbol; ``None`` where there is none or several."""
        return _only(self._by_symbol.get(symbol))

    def is_symbol(self, text: str) -> bool:
        """Return whether a gene has this symbol, in the same case."""
        return text in self._by_symbol

    def name_keys(self) -> frozenset[Key | None]:
        """Return the keys of all symbols, former symbols and synonyms."""
        return frozenset(fold(text) for names in (self._by_symbol, self._by_alias) for text in names)

    def find(self, row: SourceGene, rules: Sequence[JoinRule]) -> GeneDraft | None:
        """Return the first gene that a rule finds and whose identifiers do not contradict the row's, or ``None``."""
        for rule in rules:
            draft = self._finders[rule](row)
            if draft is not None and _agree(row, draft):
                return draft
        return None

    def add(self, row: SourceGene) -> GeneDraft:
        """Add a new gene made from a row."""
        draft = GeneDraft(self.taxon_id)
        self.drafts.append(draft)
        self.enrich(draft, row)
        return draft

    def withdraw(self, row: SourceGene) -> None:
        """Record an older source's row that the authority has withdrawn; its symbol is no gene's symbol from now on.

        The gene that has its identifiers or its symbol replaces it, if there is one.
        """
        found = self._first((row.authority, gene_id_text(row.gene_id or 0), *row.ensembl)) or self.by_name(row.symbol)
        replacement = found.authority if found else ""
        self.withdrawn.append(WithdrawnEntry(row.authority, row.symbol, replacement, self.taxon_id))
        if row.gene_id:
            self.withdrawn.append(WithdrawnEntry(gene_id_text(row.gene_id), "", replacement, self.taxon_id))
        if row.symbol and not self.is_symbol(row.symbol):
            self._withdrawn_symbols.add(row.symbol)

    def retire_gene_id(self, row: SourceGene) -> bool:
        """Return whether a row's GeneID is an older one of the gene with its symbol, and make it a retired id of it.

        A GeneID that another gene has, and one whose symbol belongs to a gene without GeneID, is not an older one.
        """
        draft = self.by_symbol(row.symbol)
        if not row.gene_id or draft is None or draft.gene_id is None or self.by_id(gene_id_text(row.gene_id)):
            return False
        draft.retired[gene_id_text(row.gene_id)] = None
        return True

    def enrich(self, draft: GeneDraft, row: SourceGene) -> None:
        """Fill the empty fields of a gene from a row, and add the row's names to it."""
        self._enrich_ids(draft, row)
        if row.symbol in self._withdrawn_symbols:
            row = replace(row, symbol="")
        if row.symbol and not draft.symbol:
            draft.symbol, draft.case_folded = row.symbol, row.case_folded
            self._by_symbol.setdefault(row.symbol, []).append(draft)
            if row.symbol[:3].lower() in _MITOCHONDRIAL:
                self._mitochondrial.setdefault(_mitochondrial_core(row.symbol), []).append(draft)
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

    def drop_borrowed_loci(self) -> None:
        """Take from every gene the systematic names that are another gene's own, such as those of merged neighbours."""
        for draft in self.drafts:
            for kind, text in list(draft.names):
                owners = self._by_systematic.get(text, ()) if kind is NameKind.SYSTEMATIC_NAME else ()
                if owners and all(owner is not draft for owner in owners):
                    del draft.names[kind, text]

    def _enrich_ids(self, draft: GeneDraft, row: SourceGene) -> None:
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
        for accession in row.products:
            if self._claim(draft, accession):
                draft.more_ids[accession] = None

    def _claim(self, draft: GeneDraft, identifier: str) -> bool:
        return self._by_id.setdefault(identifier, draft) is draft

    def _name(self, draft: GeneDraft, kind: NameKind, text: str) -> None:
        if (kind, text) in draft.names:
            return
        draft.names[kind, text] = None
        if kind in (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL):
            self._by_alias.setdefault(text, []).append(draft)
        elif kind is NameKind.SYSTEMATIC_NAME:
            # the first locus is the gene's own; the others belong to neighbours and merged genes
            index = self._by_alias if draft.has_locus else self._by_systematic
            index.setdefault(text, []).append(draft)
            draft.has_locus = True

    def _first(self, identifiers: Iterable[str]) -> GeneDraft | None:
        return next((draft for text in identifiers if text and (draft := self._by_id.get(text))), None)

    def _by_locus(self, row: SourceGene) -> GeneDraft | None:
        # the first systematic name of a row is its locus tag; the others are used when they find the same gene
        loci = [text for kind, text in row.names if kind is NameKind.SYSTEMATIC_NAME]
        for texts in (loci[:1], [row.symbol], loci):
            found = _only([draft for text in texts for draft in self._by_systematic.get(text, ())])
            if found is not None:
                return found
        return None

    def _by_former_name(self, row: SourceGene) -> GeneDraft | None:
        return None if self.is_symbol(row.symbol) else _only(self._by_alias.get(row.symbol))


def gene_id_text(gene_id: int) -> str:
    """Return a GeneID as an identifier for ``Roster.by_id``, such as ``NCBIGene:2902``."""
    return f"NCBIGene:{gene_id}"


def merge_rows(
    roster: Roster,
    rows: Iterable[SourceGene],
    rules: Sequence[JoinRule],
    *,
    adds_genes: bool,
    tally: Tally,
    only_new_names: bool = False,
    has_older_records: bool = False,
    has_older_ids: bool = False,
    gives_ids_only: bool = False,
) -> None:
    """Join rows to the genes of a roster by the first of ``rules`` that finds one.

    Rows that find no gene become new genes with ``adds_genes``, and are dropped without it; with ``only_new_names``
    they are dropped too if a gene has their symbol as a name, in any case. With ``has_older_records``
    a row with an authority's id that joins no gene is a withdrawn record. With ``has_older_ids`` a GeneID that no gene
    has is a retired id of the gene with the row's symbol, if that gene has a newer one. With ``gives_ids_only`` the
    names of a row find its gene, and are not added to it.
    """
    taken = roster.name_keys() if only_new_names else frozenset[Key | None]()
    for row in rows:
        draft = roster.find(row, rules)
        if draft is None and has_older_records and row.authority:
            tally.drop("record that the authority has withdrawn")
            roster.withdraw(row)
            continue
        if draft is None and has_older_ids and roster.retire_gene_id(row):
            tally.drop("GeneID that a newer source has replaced")
            continue
        if draft is None and not adds_genes:
            tally.drop("no gene to join")
            continue
        if draft is None and fold(row.symbol) in taken:
            tally.drop("name of another gene")
            continue
        tally.kept += 1
        if draft is None:
            roster.add(row)
        elif draft.gene_id is None and _is_doubtful(row, draft):
            tally.drop("GeneID of an old gene model (row kept without it)")
            roster.enrich(draft, replace(row, gene_id=None))
        else:
            roster.enrich(draft, replace(row, symbol="", names=()) if gives_ids_only else row)


def prefer_current_ensembl_ids(roster: Roster, current: Mapping[str, str]) -> None:
    """Give each gene its Ensembl id in the current release: the one with its symbol, or else its first one.

    ``current`` has the symbol of each id of that release.
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


def _is_doubtful(row: SourceGene, draft: GeneDraft) -> bool:
    """Return whether a row's GeneID is unreliable: it joins by symbol alone a gene with a model number as its symbol.

    NCBI has replaced many gene models since its table of 2016: three in ten of its GeneIDs for mouse pseudogenes and
    non-coding genes with such a symbol are retired.
    """
    if not row.gene_id or row.ensembl or row.authority or not draft.ensembl or draft.biotype is Biotype.PROTEIN_CODING:
        return False
    model = _MODEL.fullmatch(draft.symbol)
    return bool(model) and (draft.symbol.startswith("Gm") or draft.biotype is Biotype.PSEUDOGENE)


def _mitochondrial_core(symbol: str) -> str:
    """Return the same text for all spellings of a mitochondrial gene, such as ``mt-Co1`` and ``COX1``."""
    core = symbol[3:] if symbol[:3].lower() in _MITOCHONDRIAL else symbol
    return core.upper().replace("COX", "CO").replace("CYTB", "CYB")


def _only(drafts: list[GeneDraft] | None) -> GeneDraft | None:
    return drafts[0] if drafts and all(draft is drafts[0] for draft in drafts) else None


def _agree(row: SourceGene, draft: GeneDraft) -> bool:
    if row.gene_id and draft.gene_id is not None and row.gene_id != draft.gene_id:
        return False
    return not (row.authority and draft.authority and row.authority != draft.authority)
