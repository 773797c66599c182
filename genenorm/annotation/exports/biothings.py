"""BioThings ``pfocr`` documents, one figure a line, with the genes of one species (human, unless another is chosen).

A record that is no figure of PubMed Central, such as a list, has no addresses. Each document ends with the field
``reference``, the stamp of the reference index, which readers of the format ignore.
"""

from __future__ import annotations

import json

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import ExportFormat, ExportSettings, annotations_by_record, exported_genes
from genenorm.annotation.exports.links import figure_link
from genenorm.core.taxa import HUMAN


def _documents(file: AnnotatedFile, settings: ExportSettings) -> str:
    lines = []
    for record_id, record_annotations in annotations_by_record(file).items():
        record = record_annotations[0].record
        pmcid = record.pmcid or (record_id.split("__")[0] if record_id.startswith("PMC") else "")
        taxon_id = settings.ortholog_taxon or HUMAN
        rows = (row for annotation in record_annotations for row in annotation.rows)
        genes = (gene for row in rows for gene in exported_genes(row, settings) if gene.taxon_id == taxon_id)
        gene_ids = dict.fromkeys(str(gene.gene_id) for gene in genes if gene.gene_id is not None)
        image = f"https://www.ncbi.nlm.nih.gov/pmc/articles/{pmcid}/bin/{record.filename}"
        document = {
            "_id": record_id,
            "associatedWith": {
                "title": record.title,
                "pfocrUrl": figure_link(record_id) if pmcid else "",
                "figureUrl": image if pmcid and record.filename else "",
                "pmc": pmcid,
                "mentions": {
                    "chemicals": {"mesh": [], "chebi": []},
                    "diseases": {"mesh": [], "doid": []},
                    "genes": {"ncbigene": list(gene_ids)},
                },
            },
            "reference": settings.reference.stamp,
        }
        lines.append(json.dumps(document, ensure_ascii=False) + "\n")
    return "".join(lines)


BIOTHINGS = ExportFormat("biothings", ".ndjson", _documents)
