"""schema.org JSON-LD, one document per record and line: each keyword as a term with its gene, or as plain text.

``isBasedOn`` is the index that answered, a data set with its build date as version and its content hash as identifier.
"""

from __future__ import annotations

import json

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import Export, Setting, by_record
from genenorm.annotation.exports.links import NCBI_GENE, authority_link, ensembl_link, gene_link
from genenorm.annotation.record_rows import Row


def _body(file: AnnotatedFile, setting: Setting) -> str:
    meta = setting.reference.meta
    index = {
        "@type": "Dataset",
        "name": f"genenorm reference {setting.reference.stamp}",
        "version": meta.get("build_date", ""),
        "identifier": meta.get("content_hash", ""),
    }
    lines = []
    for record_id, group in by_record(file).items():
        record = group[0].record
        document = {
            "@context": "https://schema.org/",
            "@id": f"https://pfocr.wikipathways.org/figures/{record_id}.html" if record.pmcid else record_id,
            "@type": "Dataset",
            "name": record.title or record_id,
            "description": record.caption,
            "keywords": [_keyword(row) for annotation in group for row in annotation.rows],
            "isBasedOn": {key: value for key, value in index.items() if value},
        }
        lines.append(json.dumps({key: value for key, value in document.items() if value}, ensure_ascii=False) + "\n")
    return "".join(lines)


def _keyword(row: Row) -> str | dict[str, object]:
    found = row.resolution
    if found.answer is None:
        return found.input
    pages = [ensembl_link(found.ensembl_id), authority_link(found.authority_id)]
    term = {
        "@type": "DefinedTerm",
        "name": found.symbol,
        "alternateName": found.input if found.input != found.symbol else "",
        "termCode": str(found.gene_id) if found.gene_id is not None else found.authority_id,
        "inDefinedTermSet": NCBI_GENE if found.gene_id is not None else "",
        "url": gene_link(found.gene_id) or pages[1],
        "description": row.species,
        "sameAs": [page for page in dict.fromkeys(pages) if page],
    }
    return {key: value for key, value in term.items() if value}


JSONLD = Export("jsonld", ".jsonld", _body)
