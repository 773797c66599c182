"""Gene sets in GMT: one set per record and species, or one per record when all genes are mapped to one species.

The description of a set is the record's title with the stamp of the reference index; GMT has no other field for it.
"""

from __future__ import annotations

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import Export, GeneText, Setting, annotations_by_record, exported_genes
from genenorm.core.model import Gene


def _gene_sets(file: AnnotatedFile, setting: Setting) -> str:
    taxa = setting.reference.taxa
    index = f"genenorm reference {setting.reference.stamp}"
    lines = []
    for record_id, record_annotations in annotations_by_record(file).items():
        title = next((each.record.title for each in record_annotations if each.record.title), "")
        sets: dict[int, dict[str, None]] = {}
        for annotation in record_annotations:
            for row in annotation.rows:
                for gene in exported_genes(row, setting):
                    if text := _gene_text(gene, setting):
                        sets.setdefault(gene.taxon_id, {})[text] = None
        description = f"{title} ({index})" if title else index
        for taxon_id in (taxon_id for taxon_id in taxa if taxon_id in sets):
            fields = (f"{record_id}%{taxa[taxon_id].name}", description, *sets[taxon_id])
            lines.append("\t".join(" ".join(field.split()) for field in fields) + "\n")
    return "".join(lines)


def _gene_text(gene: Gene, setting: Setting) -> str:
    if setting.gene_text is GeneText.SYMBOL:
        return gene.symbol
    return str(gene.gene_id) if gene.gene_id is not None else ""


GMT = Export("gmt", ".gmt", _gene_sets)
