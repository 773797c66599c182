"""Gene sets in GMT: one set per record and species, or one per record when genes are lifted to one species.

A set's description is the record's title and the index that answered: GMT has no other place for it.
"""

from __future__ import annotations

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.export import Export, GeneText, Setting, by_record, genes_of
from genenorm.core.model import Gene


def _body(file: AnnotatedFile, setting: Setting) -> str:
    taxa = setting.reference.taxa
    known = f"genenorm reference {setting.reference.stamp}"
    lines = []
    for record_id, group in by_record(file).items():
        title = next((a.record.title for a in group if a.record.title), "")
        sets: dict[int, dict[str, None]] = {}
        for annotation in group:
            for row in annotation.rows:
                for gene in genes_of(row, setting):
                    if text := _text(gene, setting):
                        sets.setdefault(gene.taxon_id, {})[text] = None
        for taxon in (taxon for taxon in taxa if taxon in sets):
            about = f"{title} ({known})" if title else known
            cells = (f"{record_id}%{taxa[taxon].name}", about, *sets[taxon])
            lines.append("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
    return "".join(lines)


def _text(gene: Gene, setting: Setting) -> str:
    if setting.gene_text is GeneText.SYMBOL:
        return gene.symbol
    return str(gene.gene_id) if gene.gene_id is not None else ""


GMT = Export("gmt", ".gmt", _body)
