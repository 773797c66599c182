"""schema.org JSON-LD, one document a record and line: each keyword as a term with its gene, or as plain text.

``isBasedOn`` describes the reference index as a data set: its build date is the version, its content hash the
identifier.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import ExportFormat, ExportSettings, annotations_by_record
from genenorm.annotation.exports.links import authority_link, ensembl_link, figure_link, gene_link
from genenorm.annotation.record_rows import RecordRow
from genenorm.core.authorities import NCBI_GENE
from genenorm.core.model import Taxon


def _documents(file: AnnotatedFile, settings: ExportSettings) -> str:
    meta, taxa = settings.reference.meta, settings.reference.taxa
    index = {
        "@type": "Dataset",
        "name": f"genenorm reference {settings.reference.stamp}",
        "version": meta.get("build_date", ""),
        "identifier": meta.get("content_hash", ""),
    }
    lines = []
    for record_id, record_annotations in annotations_by_record(file).items():
        record = record_annotations[0].record
        document = {
            "@context": "https://schema.org/",
            "@id": figure_link(record_id) if record.pmcid else record_id,
            "@type": "Dataset",
            "name": record.title or record_id,
            "description": record.caption,
            "keywords": [_keyword(row, taxa) for annotation in record_annotations for row in annotation.rows],
            "isBasedOn": {key: value for key, value in index.items() if value},
        }
        lines.append(json.dumps({key: value for key, value in document.items() if value}, ensure_ascii=False) + "\n")
    return "".join(lines)


def _keyword(row: RecordRow, taxa: Mapping[int, Taxon]) -> str | dict[str, object]:
    answer, gene = row.resolution, row.resolution.gene
    if gene is None:
        return answer.input
    ensembl_page, authority_page = ensembl_link(answer.ensembl_id), authority_link(answer.authority_id)
    term = {
        "@type": "DefinedTerm",
        "name": answer.symbol,
        "alternateName": answer.input if answer.input != answer.symbol else "",
        "termCode": str(answer.gene_id) if answer.gene_id is not None else answer.authority_id,
        "inDefinedTermSet": NCBI_GENE.page_base if answer.gene_id is not None else "",
        "url": gene_link(answer.gene_id) or authority_page,
        "description": taxa[gene.taxon_id].name if gene.taxon_id in taxa else "",
        "sameAs": [page for page in dict.fromkeys((ensembl_page, authority_page)) if page],
    }
    return {key: value for key, value in term.items() if value}


JSONLD = ExportFormat("jsonld", ".jsonld", _documents)
