"""The answer for a name of several genes, from the answers for its parts; and such an answer as one for each gene."""

from __future__ import annotations

from math import prod

from genenorm.core.model import Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status, label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SEVERAL_NAMES = "several names of one gene"
_RULES_OF_PARTS = (KeyRule.SEVERAL_NAMES, KeyRule.SHARED_HEAD)
_LEAST_OF_ANSWER = 0.5
"""The least score of a gene that is answered."""
_NEARLY = 0.5
"""Share of the chance of the likeliest gene from which another one may be meant as well."""
_LEAST_OF_ONE_SPECIES = 0.3
"""How likely genes of one species must be, as a share of the chance of the likeliest genes of any species."""
_MOST_NAMED = 8
"""The most parts that a note names."""


def answer_of_parts(name: str, answers: Sequence[Resolution], *, is_prose: bool) -> Resolution:
    """Return the answer for a name from those for its parts.

    All genes are of one species if there is one with a gene for each part. Of a family in running text only the
    likeliest member counts. Parts that are no genes, and parts without a gene of the species asked for, are left out,
    and the note says so.
    """
    rule = KeyRule.SEVERAL_NAMES if all(answer.input in name for answer in answers) else KeyRule.SHARED_HEAD
    named = [answer for answer in answers if answer.status is not Status.NOT_A_GENE]
    others = [answer for answer in answers if answer.status is Status.NOT_A_GENE]
    if not named:
        return Resolution(name, Status.NOT_A_GENE, note=others[0].note)
    if not others and (same := _same_gene(answers)) is not None:
        return _as_whole(name, same, rule)
    members: dict[Gene, None] = {}
    labels: list[str] = []
    scores: list[float] = []
    lacking: list[Resolution] = []
    kind: NameKind | None = None
    for answer, best in zip(named, _of_one_species(named), strict=True):
        is_family = answer.status is Status.FAMILY and bool(answer.members)
        if best is None and not is_family:
            lacking.append(answer)
            continue
        if kind is None:  # that of the first part that has one
            kind = best.match.kind if answer.kind is None and best is not None else answer.kind
        if is_family and not is_prose:
            members.update(dict.fromkeys(answer.members))
        elif best is not None:
            members[best.gene] = None
        is_best = best is None or answer.best is None or best.gene == answer.best.gene
        scores.append(answer.score if is_best or best is None else best.score)
        labels.append(answer.input if is_family or best is None else best.gene.symbol)
    if not labels:
        return Resolution(name, Status.UNKNOWN, note=lacking[0].note)
    without_gene = f"no gene for {_with_notes(lacking)}" if lacking else ""
    if len(members) == 1 and not others:
        same = next((answer for answer in named if answer.best_gene in members), None)
        if same is not None:
            return _as_whole(name, same, rule, without_gene or SEVERAL_NAMES)
    families = sum(answer.status is Status.FAMILY for answer in named)
    labels = list(dict.fromkeys(labels))
    shown = ", ".join(labels[:_MOST_NAMED]) + (" …" if len(labels) > _MOST_NAMED else "")
    what = ("genes or families" if families else "genes") if len(labels) > 1 else "family" if families else "gene"
    note = f"names {len(labels)} {what}: {shown}"
    if others:
        note += f"; not {_with_notes(others)}"
    if lacking:
        note += f"; {without_gene}"
    return Resolution(name, Status.FAMILY, members=tuple(members), score=min(scores), kind=kind, rule=rule,
                      note=note)  # fmt: skip


def one_gene_each(answer: Resolution) -> tuple[Resolution, ...]:
    """Return an answer of several genes as one for each gene; other answers as they are.

    Each has the score of all of them, which is that of the least certain part. It is ``RESOLVED`` if that is at least
    0.5, else it stays ``FAMILY``, with the gene. The members of a family that is the whole name are no parts of it.

    >>> from genenorm import resolve
    >>> [one.symbol for one in one_gene_each(resolve("TP53; EGFR"))], len(one_gene_each(resolve("AKT", "human")))
    (['TP53', 'EGFR'], 1)
    """
    rule, kind, score = answer.rule, answer.kind, answer.score
    if answer.status is not Status.FAMILY or rule not in _RULES_OF_PARTS or not answer.members:
        return (answer,)
    assert rule is not None
    assert kind is not None
    status = Status.RESOLVED if score >= _LEAST_OF_ANSWER else Status.FAMILY
    found = [Candidate(gene, Match(kind, rule, label(gene)), score) for gene in answer.members]
    answer = answer._replace(status=status, answered=True, members=(), grouped=answer.group_id)
    return tuple([answer._replace(ranked=(one,)) for one in found])


def _with_notes(answers: Sequence[Resolution]) -> str:
    """Return the first of some parts, each with the note of its answer."""
    return ", ".join(f"{answer.input} ({answer.note})" for answer in answers[:_MOST_NAMED])


def _as_whole(name: str, answer: Resolution, rule: KeyRule, note: str = SEVERAL_NAMES) -> Resolution:
    """Return the answer for a part as that for a name of which no part means another gene."""
    return answer._replace(input=name, members=(), rule=rule, note=note)


def _of_one_species(answers: Sequence[Resolution]) -> list[Candidate | None]:
    """Return a candidate of each answer: of the likeliest species that all have, else the best."""
    best = [answer.best for answer in answers]
    if len({candidate.gene.taxon_id for candidate in best if candidate is not None}) < 2:
        return best
    by_taxon: list[dict[int, Candidate]] = []
    for answer in answers:
        first: dict[int, Candidate] = {}
        for candidate in answer.candidates:
            first.setdefault(candidate.gene.taxon_id, candidate)
        if first:
            by_taxon.append(first)
    common = set(by_taxon[0]).intersection(*by_taxon[1:])
    if not common:
        return best
    chances = {taxon: prod(first[taxon].score for first in by_taxon) for taxon in common}
    taxon_id = max(common, key=chances.__getitem__)
    if chances[taxon_id] < _LEAST_OF_ONE_SPECIES * prod(candidate.score for candidate in best if candidate is not None):
        return best  # DAF-2/INSR
    return [next((one for one in answer.candidates if one.gene.taxon_id == taxon_id), None) for answer in answers]


def _same_gene(answers: Sequence[Resolution]) -> Resolution | None:
    """Return the best answer of several parts of a name that all are names of its gene, or ``None``.

    A part that is another gene's official symbol means that gene.
    """
    for answer in sorted(answers, key=lambda answer: -answer.score):
        if (gene := answer.gene) is None:
            continue
        others = [other for other in answers if other.gene != gene]
        if all(other.kind is not NameKind.SYMBOL and _may_mean(other, gene) for other in others):
            return answer
    return None


def _may_mean(answer: Resolution, gene: Gene) -> bool:
    """Return whether a gene is nearly as likely as the likeliest candidate of an answer."""
    least = _NEARLY * answer.candidates[0].score if answer.candidates else 0.0
    return any(candidate.gene == gene and candidate.score >= least for candidate in answer.candidates)
