"""SSSOM mapping sets: each name as a literal, mapped to the genes it means, with the metadata header of the standard.

``skos:exactMatch``: the gene answered. ``skos:narrowMatch``: members of the family named, or the genes of a name whose
species is open. ``skos:closeMatch``: what an ambiguous name may mean. A name that means no gene has
``sssom:NoTermFound``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import Export, Setting
from genenorm.annotation.record_rows import Row
from genenorm.core.model import Gene, NameKind, Status

COLUMNS = (
    "subject_label", "subject_type", "predicate_id", "object_id", "object_label", "mapping_justification",
    "confidence", "object_match_field", "mapping_cardinality", "see_also", "comment",
)  # fmt: skip
_PREFIXES = {
    "FlyBase": "https://flybase.org/reports/",
    "HGNC": "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:",
    "MGI": "https://www.informatics.jax.org/marker/MGI:",
    "NCBIGene": "https://www.ncbi.nlm.nih.gov/gene/",
    "RGD": "https://rgd.mcw.edu/rgdweb/report/gene/main.html?id=",
    "SGD": "https://www.yeastgenome.org/locus/",
    "WB": "https://wormbase.org/species/c_elegans/gene/",
    "ZFIN": "https://zfin.org/",
    "ensembl": "https://www.ensembl.org/id/",
    "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
_BARE = {"FBgn": "FlyBase", "WBGene": "WB", "ZDB-": "ZFIN", "S0": "SGD"}
"""Authority ids that are no CURIE yet, by their start."""
_FIELDS = {NameKind.SYMBOL: "rdfs:label", NameKind.SYNONYM: "oboInOwl:hasExactSynonym"}


def _head(setting: Setting) -> str:
    meta = setting.reference.meta
    lines = [
        "curie_map:",
        *(f"  {prefix}: '{url}'" for prefix, url in _PREFIXES.items()),
        "license: https://creativecommons.org/publicdomain/zero/1.0/",
        f"mapping_date: {meta.get('build_date', '')}",
        f"mapping_set_description: Gene names mapped to genes by genenorm {setting.version}; each row is one meaning.",
        "mapping_set_id: https://w3id.org/genenorm/mappings",
        "mapping_tool: genenorm",
        f"mapping_tool_version: '{setting.version}'",
        f"other: 'genenorm_reference={setting.reference.stamp}'",
    ]
    return "".join(f"#{line}\n" for line in lines) + "\t".join(COLUMNS) + "\n"


def _body(file: AnnotatedFile, setting: Setting) -> str:
    del setting
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    seen: set[tuple[str, ...]] = set()
    for annotation in file.annotations:
        for row in annotation.rows:
            for cells in _mappings(row):
                # The same name in one record means the same, and a set holds each mapping once.
                if cells[:4] not in seen:
                    seen.add(cells[:4])
                    writer.writerow(cells)
    return out.getvalue()


def _mappings(row: Row) -> Iterator[tuple[str, ...]]:
    found = row.resolution
    label = " ".join(found.input.split())
    if not label:
        return
    meanings: list[tuple[str, Gene, float, NameKind | None]] = []
    if found.answer is not None:
        meanings = [("skos:exactMatch", found.answer.gene, found.answer.score, found.answer.match.kind)]
    elif found.status is Status.FAMILY:
        meanings = [("skos:narrowMatch", gene, found.score, None) for gene in found.members]
    elif found.status is Status.GROUP:
        group = found.candidates[0].gene.group
        inside = (candidate for candidate in found.candidates if candidate.gene.group == group)
        meanings = [("skos:narrowMatch", c.gene, c.score, c.match.kind) for c in inside]
    elif found.status is Status.AMBIGUOUS:
        meanings = [("skos:closeMatch", c.gene, c.score, c.match.kind) for c in found.candidates]
    meanings = [meaning for meaning in meanings if _curie(meaning[1])]
    justification = "semapv:LexicalMatching"
    if not meanings:
        yield (
            label,
            "rdfs literal",
            "skos:exactMatch",
            "sssom:NoTermFound",
            "",
            justification,
            "",
            "",
            "1:0",
            "",
            _note(row),
        )
    cardinality = "1:1" if len(meanings) == 1 else "1:n"
    for predicate, gene, score, kind in meanings:
        page = f"https://www.ncbi.nlm.nih.gov/taxonomy/{gene.taxon_id}"
        matched = _FIELDS.get(kind, "") if kind is not None else ""
        yield (label, "rdfs literal", predicate, _curie(gene), gene.symbol, justification, f"{min(score, 1.0):.3f}",
               matched, cardinality, page, _note(row))  # fmt: skip


def _note(row: Row) -> str:
    return " ".join(f"{row.resolution.status.value}; {row.resolution.evidence}".strip("; ").split())


def _curie(gene: Gene) -> str:
    if gene.gene_id is not None:
        return f"NCBIGene:{gene.gene_id}"
    bare = next((prefix for start, prefix in _BARE.items() if gene.authority_id.startswith(start)), "")
    if bare:
        return f"{bare}:{gene.authority_id}"
    return gene.authority_id or (f"ensembl:{gene.ensembl_id}" if gene.ensembl_id else "")


SSSOM = Export("sssom", ".sssom.tsv", _body, _head)
