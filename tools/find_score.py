"""Score the genes found in running text against documents whose genes are known.

    python -m tools.find_score GOLD.pubtator [GOLD.pubtator …]

The mentions of the documents are hidden and the texts are searched, as ``genenorm annotate --find`` does. Genes are
compared by document: a gold mention with several GeneIDs counts as found when any of them is. Places are compared
exactly. The second line for each file is for documents that keep their annotations of species.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from genenorm.annotation.annotations import Annotation, TextSearch
from genenorm.core.model import Document
from genenorm.core.values import replace
from genenorm.index.reference import Reference
from genenorm.records.document_source import document_record
from genenorm.records.pubtator import parse_pubtator
from genenorm.resolver.resolver import Resolver

FIND = TextSearch(mentions=True)


def count(document: Document, resolver: Resolver, *, keep_species: bool) -> Counter[str]:
    """Return the counts for one document: right, found and known genes, and the same of places."""
    kept = tuple(mention for mention in document.mentions if keep_species and mention.kind in ("Species", "Organism"))
    record = document_record(replace(document, mentions=kept), "gold")
    spans = Annotation(record, resolver, FIND).found_spans
    found = {gene.gene_id for span in spans for gene in span.genes if gene.gene_id is not None}
    genes = [mention for mention in document.mentions if mention.is_gene]
    known = {frozenset(int(part) for part in mention.ids if part.isdecimal()) for mention in genes} - {frozenset()}
    places = {(mention.start, mention.end) for mention in genes}
    return Counter(
        {
            "right": len(found & frozenset[int]().union(*known)),
            "found": len(found),
            "recalled": sum(not found.isdisjoint(ids) for ids in known),
            "known": len(known),
            "right places": sum((span.start, span.end) in places for span in spans),
            "found places": len(spans),
            "known places": len(places),
        }
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print precision, recall and F1 for each file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+", metavar="GOLD.pubtator")
    with Reference.open() as reference:
        resolver = Resolver(reference)
        for path in parser.parse_args(arguments).gold:
            documents = [item.document for item in parse_pubtator(path.read_bytes(), str(path))]
            for keep_species in (False, True):
                total: Counter[str] = Counter()
                for document in documents:
                    total += count(document, resolver, keep_species=keep_species)
                precision, recall = total["right"] / total["found"], total["recalled"] / total["known"]
                places = total["right places"]
                print(
                    f"{path.name}{' with species' if keep_species else ''}: genes by document: precision "
                    f"{precision:.3f}, recall {recall:.3f}, F1 {2 * precision * recall / (precision + recall):.3f}; "
                    f"places: {places / total['found places']:.3f}, {places / total['known places']:.3f}"
                )


if __name__ == "__main__":
    main()
