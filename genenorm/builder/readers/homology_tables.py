"""Readers of the orthologs published by ZFIN, HCOP, the Alliance, NCBI and MGI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from genenorm.builder.source_rows import OrthologPair, SourceFile, Tally, parse_number, split_list
from genenorm.core.authorities import index_form
from genenorm.core.taxa import HUMAN, MOUSE, STRAINS

MIN_AGREEING_METHODS = 3
"""The number of methods that must support a pair before it may add a gene to a homology group."""
GeneIds = tuple[str, ...]
"""The identifiers of one gene."""


def read_zfin_orthologs(file: SourceFile, tally: Tally) -> Iterator[OrthologPair]:
    """Yield zebrafish genes with their human orthologs; the support is the number of lines of evidence."""
    pairs: Counter[tuple[str, str]] = Counter()
    for zfin_id, hgnc_number in file.read_columns(["ZFIN ID", "HGNC ID"]):
        tally.read += 1
        hgnc = hgnc_number.strip().removesuffix(".0").removeprefix("HGNC:")
        if hgnc:
            pairs[f"HGNC:{hgnc}", zfin_id] += 1
        else:
            tally.drop("no HGNC id")
    for (human, other), support in pairs.items():
        yield OrthologPair("ZFIN", (human,), (other,), support)


def read_hcop_ensembl(file: SourceFile, tally: Tally) -> Iterator[OrthologPair]:
    """Yield HCOP's mouse orthologs, given by Ensembl ids, with the number of supporting methods."""
    columns = ["Gene stable ID", "Mouse gene stable ID", "supporting_source"]
    found: list[tuple[GeneIds, GeneIds, frozenset[str]]] = []
    for human, mouse, methods in file.read_columns(columns, delimiter=",", quoted=True):
        tally.read += 1
        if human.startswith("ENSG") and mouse.startswith("ENSMUSG"):
            found.append(((human,), (mouse,), frozenset(split_list(methods, ","))))
        else:
            tally.drop("no Ensembl id")
    yield from _with_method_counts(found)


def read_hcop(file: SourceFile, tally: Tally, taxa: frozenset[int]) -> Iterator[OrthologPair]:
    """Yield the orthologs in HCOP's table of all species, with the number of supporting methods.

    HCOP compares other methods for each species; their number is taken from the species' rows.
    """
    columns = ["ortholog_species", "hgnc_id", "human_entrez_gene", "human_ensembl_gene", "ortholog_species_db_id"]
    columns += ["ortholog_species_entrez_gene", "ortholog_species_ensembl_gene", "support"]
    found: dict[int, list[tuple[GeneIds, GeneIds, frozenset[str]]]] = {}
    for row in file.read_columns(columns):
        tally.read += 1
        species, hgnc, human_id, human_ensembl, other, other_id, other_ensembl, methods = row
        named = parse_number(species, file) or 0
        taxon = STRAINS.get(named, named)
        if taxon not in taxa:
            tally.drop("other species")
            continue
        human, ortholog = _ids(hgnc, human_id, human_ensembl), _ids(other, other_id, other_ensembl)
        if human and ortholog:
            found.setdefault(taxon, []).append((human, ortholog, frozenset(split_list(methods, ","))))
        else:
            tally.drop("no identifier")
    for pairs in found.values():
        yield from _with_method_counts(pairs)


def _with_method_counts(found: list[tuple[GeneIds, GeneIds, frozenset[str]]]) -> Iterator[OrthologPair]:
    methods_compared = len(frozenset().union(*(methods for _, _, methods in found)))
    for human, other, methods in found:
        yield OrthologPair(
            "HCOP", human, other, len(methods), methods_compared, may_extend_group=len(methods) >= MIN_AGREEING_METHODS
        )


def read_alliance(file: SourceFile, tally: Tally, taxa: frozenset[int]) -> Iterator[OrthologPair]:
    """Yield the Alliance's orthologs of any two species, with the number of supporting methods.

    The table has each pair in both directions; it is yielded once, with the human gene first, if there is one.
    """
    columns = ["Gene1ID", "Gene1SpeciesTaxonID", "Gene2ID", "Gene2SpeciesTaxonID"]
    columns += ["AlgorithmsMatch", "OutOfAlgorithms", "IsBestScore", "IsBestRevScore"]
    known = {f"NCBITaxon:{taxon}": taxon for taxon in taxa}
    seen: set[tuple[str, str]] = set()
    for one, one_taxon, two, two_taxon, match, of, best, best_back in file.read_columns(columns):
        tally.read += 1
        first, second = known.get(one_taxon), known.get(two_taxon)
        if first is None or second is None:
            for text in (one_taxon, two_taxon):
                parse_number(text.removeprefix("NCBITaxon:"), file)
            tally.drop("other species")
            continue
        gene, other = index_form(one), index_form(two)
        if second == HUMAN or (first != HUMAN and other < gene):
            gene, other = other, gene
        if (gene, other) in seen:
            tally.drop("the same pair from the other side")
            continue
        seen.add((gene, other))
        methods = parse_number(match, file) or 0
        may_extend_group = methods >= MIN_AGREEING_METHODS and best == best_back == "Yes"
        yield OrthologPair(
            "Alliance", (gene,), (other,), methods, parse_number(of, file) or 0, may_extend_group=may_extend_group
        )


def read_ncbi_orthologs(file: SourceFile, tally: Tally, taxa: frozenset[int]) -> Iterator[OrthologPair]:
    """Yield the orthologs in NCBI's ``gene_orthologs``, which has the human gene first, if there is one."""
    columns = ["tax_id", "GeneID", "relationship", "Other_tax_id", "Other_GeneID"]
    wanted = {str(taxon) for taxon in taxa}
    others = 0
    for taxon, gene, relationship, other_taxon, other in file.read_columns(columns):
        if other_taxon not in wanted or taxon not in wanted:
            # most rows of this very long table; they are only checked for wrong numbers
            if not (other_taxon.isdigit() and taxon.isdigit()):
                parse_number(taxon, file), parse_number(other_taxon, file)
            others += 1
            continue
        tally.read += 1
        if relationship != "Ortholog":
            tally.drop("no ortholog")
        else:
            yield OrthologPair("NCBI", _ids("", gene, ""), _ids("", other, ""))
    if others:
        tally.read += others
        tally.drop("other species", others)


def read_mgi_orthologs(file: SourceFile, tally: Tally) -> Iterator[OrthologPair]:
    """Yield the pairs of human and mouse genes in one homology class of MGI's ``HOM_MouseHumanSequence``."""
    columns = ["DB Class Key", "NCBI Taxon ID", "EntrezGene ID", "Mouse MGI ID", "HGNC ID"]
    human: dict[str, list[GeneIds]] = {}
    mouse: dict[str, list[GeneIds]] = {}
    for key, taxon, gene_id, mgi, hgnc in file.read_columns(columns):
        tally.read += 1
        taxon_id = parse_number(taxon, file)
        if taxon_id == HUMAN:
            human.setdefault(key, []).append(_ids(hgnc, gene_id, ""))
        elif taxon_id == MOUSE:
            mouse.setdefault(key, []).append(_ids(mgi, gene_id, ""))
        else:
            tally.drop("other species")
    for key, ours in human.items():
        theirs = mouse.get(key, [])
        if not theirs:
            tally.drop("no mouse gene in the class", len(ours))
        yield from (OrthologPair("MGI", gene, other) for gene in ours for other in theirs)
    for key, theirs in mouse.items():
        if key not in human:
            tally.drop("no human gene in the class", len(theirs))


def _ids(authority: str, gene_id: str, ensembl: str) -> GeneIds:
    """Return the identifiers of a gene as ``Roster.by_id`` takes them, without empty fields and ``-``."""
    texts: Iterable[str] = (index_form(authority.strip()), f"NCBIGene:{gene_id.strip()}", ensembl.strip())
    return tuple(text for text in texts if text not in ("", "-", "NCBIGene:", "NCBIGene:-"))
