"""What ``genenorm evaluate`` prints."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from genenorm.verify.scores import EvaluationScores

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.verify.list_scores import ListScores
    from genenorm.verify.scores import ScoreBand, TaxonScore


def scores_json(scores: EvaluationScores | ListScores, reference: Reference) -> str:
    """Return the scores as one JSON object, with the stamp of the index that answered."""
    values = dataclasses.asdict(scores)
    if isinstance(scores, EvaluationScores):
        values["causes"] = {item.cause.value: item.mentions for item in scores.causes}
    return json.dumps({**values, "reference": reference.stamp}, indent=2)


def scores_text(scores: EvaluationScores, reference: Reference) -> str:
    """Return the scores as text for people."""
    return "\n".join(_lines(scores, reference))


def _lines(scores: EvaluationScores, reference: Reference) -> Iterator[str]:
    yield f"reference index                 {reference.stamp}"
    yield f"mentions with gold identifiers  {scores.mentions}"
    yield f"mention accuracy                {scores.accuracy:.4f}"
    yield f"  at homology group level       {scores.group_accuracy:.4f}"
    yield f"  mean of the species           {scores.macro:.4f}"
    yield f"coverage (status resolved)      {scores.coverage:.4f}"
    yield f"precision of the resolved       {scores.precision:.4f}"
    precision, recall = scores.document_precision, scores.document_recall
    yield f"genes per document              precision {precision:.4f}, recall {recall:.4f}, F1 {scores.document_f1:.4f}"
    yield ""
    yield from _by_species(scores.per_taxon, reference, "mentions")
    yield ""
    yield f"{'cause':44}{'mentions':>9}{'share':>8}"
    for item in scores.causes:
        yield f"  {item.cause.value:42}{item.mentions:9}{item.mentions / scores.mentions:8.4f}"
    yield ""
    yield from _by_score(scores.reliability, "mentions")


def list_scores_text(scores: ListScores, reference: Reference) -> str:
    """Return the scores for lists as text for people."""
    return "\n".join(_list_lines(scores, reference))


def _list_lines(scores: ListScores, reference: Reference) -> Iterator[str]:
    yield f"reference index                 {reference.stamp}"
    yield f"names with gold identifiers     {scores.names}"
    yield f"lists                           {scores.lists}"
    yield f"accuracy                        {scores.accuracy:.4f}"
    yield f"  of the likeliest candidate    {scores.best_accuracy:.4f}"
    yield f"coverage (a gene answered)      {scores.coverage:.4f}"
    yield f"precision of the answered       {scores.precision:.4f}"
    yield ""
    yield f"{'kind of name':30}{'names':>9}{'accuracy':>10}"
    for kind, (names, accuracy) in (("official symbol", scores.symbols), ("other", scores.others)):
        yield f"  {kind:28}{names:9}{accuracy:10.4f}"
    yield ""
    yield from _by_species(scores.per_taxon, reference, "names")
    yield ""
    yield from _by_score(scores.reliability, "names")


def _by_species(scores: Iterable[TaxonScore], reference: Reference, counted_things: str) -> Iterator[str]:
    yield f"{'species of the gold gene':30}{counted_things:>9}{'accuracy':>10}"
    for species in scores:
        taxon = reference.taxa.get(species.taxon_id) if species.taxon_id is not None else None
        yield f"  {taxon.name if taxon else 'not in the index':28}{species.mentions:9}{species.accuracy:10.4f}"


def _by_score(bands: Iterable[ScoreBand], counted_things: str) -> Iterator[str]:
    yield f"{'score from':12}{counted_things:>9}{'mean score':>12}{'right':>8}"
    for band in bands:
        yield f"  {band.low:<10.1f}{band.mentions:9}{band.mean_score:12.4f}{band.accuracy:8.4f}"
