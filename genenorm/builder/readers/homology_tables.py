"""Orthologs as the authorities publish them: ZFIN, HCOP, the Alliance, NCBI and MGI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from genenorm.builder.source_rows import Blob, OrthologPair, Tally, number, split
from genenorm.core.taxa import HUMAN, MOUSE, STRAINS

AGREEMENT = 3
"""How many methods must agree on a pair before it may widen a homology group."""
Ids = tuple[str, ...]


def read_zfin_orthologs(blob: Blob, tally: Tally) -> Iterator[OrthologPair]:
    """Yield zebrafish genes with their human ortholog; the support is the number of lines of evidence."""
    pairs: Counter[tuple[str, str]] = Counter()
    for zfin_id, hgnc_number in blob.table(["ZFIN ID", "HGNC ID"]):
        tally.read += 1
        hgnc = hgnc_number.strip().removesuffix(".0").removeprefix("HGNC:")
        if hgnc:
            pairs[f"HGNC:{hgnc}", zfin_id] += 1
        else:
            tally.drop("no HGNC id")
    for (human, other), support in pairs.items():
        yield OrthologPair("ZFIN", (human,), (other,), support)


def read_hcop_ensembl(blob: Blob, tally: Tally) -> Iterator[OrthologPair]:
    """Yield HCOP's mouse orthologs from a table that has their Ensembl ids alone, with the methods that agree."""
    columns = ["Gene stable ID", "Mouse gene stable ID", "supporting_source"]
    found: list[tuple[Ids, Ids, frozenset[str]]] = []
    for human, mouse, methods in blob.table(columns, delimiter=",", quoted=True):
        tally.read += 1
        if human.startswith("ENSG") and mouse.startswith("ENSMUSG"):
            found.append(((human,), (mouse,), frozenset(split(methods, ","))))
        else:
            tally.drop("no Ensembl id")
    yield from _counted(found)


def read_hcop(blob: Blob, tally: Tally, taxa: frozenset[int]) -> Iterator[OrthologPair]:
    """Yield the orthologs of HCOP's bulk table of all species, with the methods that agree.

    What HCOP asks differs between species; its number of methods is that of the methods met for a species.
    """
    columns = ["ortholog_species", "hgnc_id", "human_entrez_gene", "human_ensembl_gene", "ortholog_species_db_id"]
    columns += ["ortholog_species_entrez_gene", "ortholog_species_ensembl_gene", "support"]
    found: dict[int, list[tuple[Ids, Ids, frozenset[str]]]] = {}
    for row in blob.table(columns):
        tally.read += 1
        species, hgnc, human_id, human_ensembl, other, other_id, other_ensembl, methods = row
        named = number(species, blob) or 0
        taxon = STRAINS.get(named, named)
        if taxon not in taxa:
            tally.drop("other species")
            continue
        human, ortholog = _ids(hgnc, human_id, human_ensembl), _ids(other, other_id, other_ensembl)
        if human and ortholog:
            found.setdefault(taxon, []).append((human, ortholog, frozenset(split(methods, ","))))
        else:
            tally.drop("no identifier")
    for pairs in found.values():
        yield from _counted(pairs)


def _counted(found: list[tuple[Ids, Ids, frozenset[str]]]) -> Iterator[OrthologPair]:
    of = len(frozenset().union(*(methods for _, _, methods in found)))
    for human, other, methods in found:
        yield OrthologPair("HCOP", human, other, len(methods), of, widens=len(methods) >= AGREEMENT)


def read_alliance(blob: Blob, tally: Tally, taxa: frozenset[int]) -> Iterator[OrthologPair]:
    """Yield the Alliance's orthologs between any two species, each once, with the methods that agree.

    The table lists a pair in both directions; the human gene comes first, if there is one.
    """
    columns = ["Gene1ID", "Gene1SpeciesTaxonID", "Gene2ID", "Gene2SpeciesTaxonID"]
    columns += ["AlgorithmsMatch", "OutOfAlgorithms", "IsBestScore", "IsBestRevScore"]
    known = {f"NCBITaxon:{taxon}": taxon for taxon in taxa}
    seen: set[tuple[str, str]] = set()
    for one, one_taxon, two, two_taxon, match, of, best, best_back in blob.table(columns):
        tally.read += 1
        first, second = known.get(one_taxon), known.get(two_taxon)
        if first is None or second is None:
            for text in (one_taxon, two_taxon):
                number(text.removeprefix("NCBITaxon:"), blob)
            tally.drop("other species")
            continue
        gene, other = _bare(one), _bare(two)
        if second == HUMAN or (first != HUMAN and other < gene):
            gene, other = other, gene
        if (gene, other) in seen:
            tally.drop("the same pair from the other side")
            continue
        seen.add((gene, other))
        methods = number(match, blob) or 0
        widens = methods >= AGREEMENT and best == best_back == "Yes"
        yield OrthologPair("Alliance", (gene,), (other,), methods, number(of, blob) or 0, widens=widens)


def read_ncbi_orthologs(blob: Blob, tally: Tally, taxa: frozenset[int]) -> Iterator[OrthologPair]:
    """Yield the orthologs of NCBI's ``gene_orthologs``, which it anchors at a human gene where there is one."""
    columns = ["tax_id", "GeneID", "relationship", "Other_tax_id", "Other_GeneID"]
    wanted = {str(taxon) for taxon in taxa}
    others = 0
    for taxon, gene, relationship, other_taxon, other in blob.table(columns):
        if other_taxon not in wanted or taxon not in wanted:
            # most of this very long table; the numbers are only looked at for what is wrong with them
            if not (other_taxon.isdigit() and taxon.isdigit()):
                number(taxon, blob), number(other_taxon, blob)
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


def read_mgi_orthologs(blob: Blob, tally: Tally) -> Iterator[OrthologPair]:
    """Yield the human and mouse genes that MGI's ``HOM_MouseHumanSequence`` lists in one homology class."""
    columns = ["DB Class Key", "NCBI Taxon ID", "EntrezGene ID", "Mouse MGI ID", "HGNC ID"]
    human: dict[str, list[Ids]] = {}
    mouse: dict[str, list[Ids]] = {}
    for key, taxon, gene_id, mgi, hgnc in blob.table(columns):
        tally.read += 1
        taxon_id = number(taxon, blob)
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


_PREFIXES = ("FB:", "WB:", "ZFIN:", "SGD:")
"""Prefixes that the index does not write before an authority's id; it writes HGNC:, MGI: and RGD:."""


def _bare(identifier: str) -> str:
    """Return an authority's id as the index writes it.

    >>> _bare("FB:FBgn0010399"), _bare("HGNC:4584"), _bare("MGI:MGI:95819")
    ('FBgn0010399', 'HGNC:4584', 'MGI:95819')
    """
    if identifier.startswith(_PREFIXES):
        return identifier.partition(":")[2]
    return identifier.replace("MGI:MGI:", "MGI:")


def _ids(authority: str, gene_id: str, ensembl: str) -> Ids:
    """Return the identifiers a row gives, as rosters know them; ``-`` and empty fields give none."""
    texts: Iterable[str] = (_bare(authority.strip()), f"NCBIGene:{gene_id.strip()}", ensembl.strip())
    return tuple(text for text in texts if text not in ("", "-", "NCBIGene:", "NCBIGene:-"))
