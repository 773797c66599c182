"""Reader of SGD's table of yeast features, which has no header."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.builder.source_rows import Name, SourceFile, SourceGene, Tally, check_id, parse_biotype, split_list
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import YEAST

_ORF = "ORF"


def read_sgd_features(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes of ``SGD_features.tab``: open reading frames, RNA genes and pseudogenes.

    Parts of genes (CDS, introns), centromeres and origins of replication are dropped.
    """
    for row in file.read_headerless(8, delimiter="\t", quoted=False):
        tally.read += 1
        sgd_id, feature, qualifier, locus, symbol, aliases = row[:6]
        check_id(sgd_id, "S0", "an SGD id", file)
        if not (feature in (_ORF, "pseudogene", "blocked_reading_frame") or feature.endswith("_gene")):
            tally.drop("not a gene")
            continue
        names: list[Name] = [(NameKind.SYSTEMATIC_NAME, locus)] if locus else []
        names += [(NameKind.SYNONYM, text) for text in split_list(aliases)]
        coding = feature == _ORF and "Dubious" not in qualifier
        yield SourceGene(
            YEAST,
            symbol or locus,
            authority=sgd_id,
            biotype=Biotype.PROTEIN_CODING if coding else parse_biotype(feature),
            names=tuple(names),
            retired=split_list(row[7]),
        )
