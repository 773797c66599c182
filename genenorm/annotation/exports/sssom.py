"""SSSOM mapping sets: each name as a literal, mapped to the genes that it means, with the header of the standard.

``skos:exactMatch`` leads to the resolved gene; ``skos:narrowMatch`` to the members of a family, or to the genes of a
homology group whose species is undecided; ``skos:closeMatch`` to the candidates of an ambiguous name. A name without a
gene is mapped to ``sssom:NoTermFound``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.chosen_genes import BY_HAND
from genenorm.annotation.exports.export import ExportFormat, ExportSettings
from genenorm.annotation.record_rows import RecordRow
from genenorm.core.authorities import AUTHORITIES, ENSEMBL, NCBI_GENE, curie_of
from genenorm.core.model import Gene, NameKind, Status

SSSOM_COLUMNS = (
    "subject_label", "subject_type", "predicate_id", "object_id", "object_label", "mapping_justification",
    "confidence", "object_match_field", "mapping_cardinality", "see_also", "comment",
)  # fmt: skip
_VOCABULARIES = {
    "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
_CURIE_MAP = {row.curie_prefix: row.curie_base for row in AUTHORITIES if row.curie_base} | _VOCABULARIES
# The format asks for a licence. Some sources of the genes ask for attribution, and the names are the user's, so that
# only the user can give one; this is the standard's word for a licence that is not given.
_LICENCE = "https://w3id.org/sssom/license/unspecified"
_MATCH_FIELDS = {NameKind.SYMBOL: "rdfs:label", NameKind.SYNONYM: "oboInOwl:hasExactSynonym"}


class _Meaning(NamedTuple):
    """A gene that a name means."""

    predicate: str
    gene: Gene
    score: float
    kind: NameKind | None


def _header(settings: ExportSettings) -> str:
    meta = settings.reference.meta
    lines = [
        "curie_map:",
        *(f"  {prefix}: '{url}'" for prefix, url in sorted(_CURIE_MAP.items())),
        f"license: {_LICENCE}",
        f"mapping_date: {meta.get('build_date', '')}",
        f"mapping_set_description: Gene names mapped to genes by genenorm {settings.version}; each row is one meaning.",
        "mapping_set_id: https://w3id.org/genenorm/mappings",
        "mapping_tool: genenorm",
        f"mapping_tool_version: '{settings.version}'",
        f"other: 'genenorm_reference={settings.reference.stamp}'",
    ]
    return "".join(f"#{line}\n" for line in lines) + "\t".join(SSSOM_COLUMNS) + "\n"


def _mapping_rows(file: AnnotatedFile, settings: ExportSettings) -> str:
    del settings
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    written: set[tuple[str, ...]] = set()
    for annotation in file.annotations:
        for row in annotation.rows:
            for mapping in _mappings(row):
                # A name that occurs twice has the same mappings, which the set lists once.
                key = mapping[:4]
                if key not in written:
                    written.add(key)
                    writer.writerow(mapping)
    return out.getvalue()


def _mappings(row: RecordRow) -> Iterator[tuple[str, ...]]:
    """Yield the mappings of one name, with the cells in the order of ``SSSOM_COLUMNS``."""
    label = " ".join(row.resolution.input.split())
    if not label:
        return
    meanings = [meaning for meaning in _meanings(row) if _object_id(meaning.gene)]
    subject, is_by_hand = (label, "rdfs literal"), row.doubt == BY_HAND
    justification = "semapv:ManualMappingCuration" if is_by_hand else "semapv:LexicalMatching"
    if not meanings:
        yield (*subject, "skos:exactMatch", "sssom:NoTermFound", "", justification, "", "", "1:0", "", _comment(row))
    cardinality = "1:1" if len(meanings) == 1 else "1:n"
    for predicate, gene, score, kind in meanings:
        confidence, match_field = f"{min(score, 1.0):.3f}", _MATCH_FIELDS.get(kind, "") if kind is not None else ""
        if is_by_hand:  # no chance was measured
            confidence = match_field = ""
        species_page = f"https://www.ncbi.nlm.nih.gov/taxonomy/{gene.taxon_id}"
        yield (
            *subject, predicate, _object_id(gene), gene.symbol, justification, confidence, match_field, cardinality,
            species_page, _comment(row),
        )  # fmt: skip


def _meanings(row: RecordRow) -> list[_Meaning]:
    resolution = row.resolution
    if (answer := resolution.answer) is not None:
        return [_Meaning("skos:exactMatch", answer.gene, answer.score, answer.match.kind)]
    if resolution.status is Status.FAMILY:
        return [_Meaning("skos:narrowMatch", gene, resolution.score, None) for gene in resolution.members]
    candidates = resolution.candidates
    if resolution.status is Status.GROUP:
        group = candidates[0].gene.group
        in_group = [candidate for candidate in candidates if candidate.gene.group == group]
        return [_Meaning("skos:narrowMatch", each.gene, each.score, each.match.kind) for each in in_group]
    if resolution.status is Status.AMBIGUOUS:
        return [_Meaning("skos:closeMatch", each.gene, each.score, each.match.kind) for each in candidates]
    return []


def _comment(row: RecordRow) -> str:
    return " ".join(f"{row.resolution.status.value}; {row.resolution.evidence}".strip("; ").split())


def _object_id(gene: Gene) -> str:
    if gene.gene_id is not None:
        return f"{NCBI_GENE.curie_prefix}:{gene.gene_id}"
    if gene.authority_id:
        return curie_of(gene.authority_id)
    return f"{ENSEMBL.curie_prefix}:{gene.ensembl_id}" if gene.ensembl_id else ""


SSSOM = ExportFormat("sssom", ".sssom.tsv", _mapping_rows, _header)
