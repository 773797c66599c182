"""Gene sets in GMT: one set per record and species, or one per record when all genes are mapped to one species.

The description of a set is the record's title with the stamp of the reference index; GMT has no other field for it.
"""

from __future__ import annotations

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import (
    ExportFormat,
    ExportSettings,
    GeneText,
    annotations_by_record,
    exported_genes,
)
from genenorm.core.model import Gene


def _gene_sets(file: AnnotatedFile, settings: ExportSettings) -> str:
    taxa = settings.reference.taxa
    index = f"genenorm reference {settings.reference.stamp}"
    lines = []
    for record_id, record_annotations in annotations_by_record(file).items():
        title = next((each.record.title for each in record_annotations if each.record.title), "")
        sets: dict[int, dict[str, None]] = {}
        for annotation in record_annotations:
            for row in annotation.rows:
                for gene in exported_genes(row, settings):
                    if text := _gene_text(gene, settings):
                        sets.setdefault(gene.taxon_id, {})[text] = None
        description = f"{title} ({index})" if title else index
        for taxon_id in (taxon_id for taxon_id in taxa if taxon_id in sets):
            fields = (f"{record_id}%{taxa[taxon_id].name}", description, *sets[taxon_id])
            lines.append("\t".join(" ".join(field.split()) for field in fields) + "\n")
    return "".join(lines)


def _gene_text(gene: Gene, settings: ExportSettings) -> str:
    if settings.gene_text is GeneText.SYMBOL:
        return gene.symbol
    return str(gene.gene_id) if gene.gene_id is not None else ""


GMT = ExportFormat("gmt", ".gmt", _gene_sets)
