"""SGD's table of yeast features, which has no header."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.builder.source_rows import Blob, Name, SourceGene, Tally, biotype, identifier, split
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import YEAST

_ORF = "ORF"


def read_features(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes of ``SGD_features.tab``: open reading frames, RNA genes and pseudogenes.

    Parts of genes (CDS, introns), centromeres and origins of replication are dropped.
    """
    for row in blob.plain(8, delimiter="\t", quoted=False):
        tally.read += 1
        sgd_id, feature, qualifier, locus, symbol, aliases = row[:6]
        identifier(sgd_id, "S0", "an SGD id", blob)
        if not (feature in (_ORF, "pseudogene", "blocked_reading_frame") or feature.endswith("_gene")):
            tally.drop("not a gene")
            continue
        names: list[Name] = [(NameKind.SYSTEMATIC_NAME, locus)] if locus else []
        names += [(NameKind.SYNONYM, text) for text in split(aliases)]
        coding = feature == _ORF and "Dubious" not in qualifier
        yield SourceGene(
            YEAST,
            symbol or locus,
            authority=sgd_id,
            biotype=Biotype.PROTEIN_CODING if coding else biotype(feature),
            names=tuple(names),
            retired=split(row[7]),
        )
