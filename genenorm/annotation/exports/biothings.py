"""BioThings ``pfocr`` documents, one per figure and line: its genes of one species (human, unless another is asked).

``reference`` at the end of each is the index that answered; whoever reads the format's own fields passes over it.
"""

from __future__ import annotations

import json

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import Export, Setting, by_record, genes_of
from genenorm.core.taxa import HUMAN


def _body(file: AnnotatedFile, setting: Setting) -> str:
    lines = []
    for record_id, group in by_record(file).items():
        record = group[0].record
        pmcid = record.pmcid or (record_id.split("__")[0] if record_id.startswith("PMC") else "")
        taxon = setting.lift or HUMAN
        rows = (row for annotation in group for row in annotation.rows)
        genes = (gene for row in rows for gene in genes_of(row, setting) if gene.taxon_id == taxon)
        ids = dict.fromkeys(str(gene.gene_id) for gene in genes if gene.gene_id is not None)
        image = f"https://www.ncbi.nlm.nih.gov/pmc/articles/{pmcid}/bin/{record.filename}"
        document = {
            "_id": record_id,
            "associatedWith": {
                "title": record.title,
                "pfocrUrl": f"https://pfocr.wikipathways.org/figures/{record_id}.html",
                "figureUrl": image if pmcid and record.filename else "",
                "pmc": pmcid,
                "mentions": {
                    "chemicals": {"mesh": [], "chebi": []},
                    "diseases": {"mesh": [], "doid": []},
                    "genes": {"ncbigene": list(ids)},
                },
            },
            "reference": setting.reference.stamp,
        }
        lines.append(json.dumps(document, ensure_ascii=False) + "\n")
    return "".join(lines)


BIOTHINGS = Export("biothings", ".ndjson", _body)
