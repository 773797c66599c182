"""The tool that checks pairs of a name and an identifier: which do not belong together, and what is right."""

from __future__ import annotations

import re

from genenorm.core.authorities import NCBI_GENE
from genenorm.core.model import Gene
from genenorm.index.identifiers import find_identifier
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.service.assistant_answers import CheckedPair, CheckResult, FindingValue
from genenorm.service.assistant_arguments import CheckArguments, PairGiven, asked_taxa
from genenorm.service.assistant_parts import gene_value, rest_of, shortened
from genenorm.service.quoting import quoted
from genenorm.verify.pairs.findings import Sureness
from genenorm.verify.pairs.identifier_cells import IdReader
from genenorm.verify.pairs.name_meanings import NameMeanings
from genenorm.verify.pairs.pair_judge import PairJudge
from genenorm.verify.pairs.verdicts import NAME, SPECIES, Case, Verdict

MOST_CHECKED = 100
"""The most pairs of a result."""


def check_pairs(resolver: Resolver, asked: CheckArguments) -> CheckResult:
    """Return for each pair whether name and identifier belong together, and what is wrong, some at a time.

    >>> from genenorm.index.reference import Reference
    >>> pairs = [{"name": "GRIN1", "identifier": 2902}, {"name": "BRCA1", "identifier": "675"}]
    >>> found = check_pairs(Resolver(Reference.open()), CheckArguments(pairs=pairs))
    >>> [(pair.verdict, [one.kind for one in pair.findings]) for pair in found.pairs]
    [('agree', []), ('findings', ['mismatch'])]
    """
    reference = resolver.reference
    taxa = asked_taxa(reference, asked.species)
    taxon_id = taxa[0] if len(taxa) == 1 else None
    judge = PairJudge(NameMeanings(resolver), IdReader(reference))
    shown = asked.pairs[asked.start : asked.start + MOST_CHECKED]
    return CheckResult(
        reference=reference.stamp,
        total=len(asked.pairs),
        **rest_of("pairs", asked.start, len(shown), len(asked.pairs)),
        pairs=[_checked(judge, place, pair, taxon_id) for place, pair in enumerate(shown, asked.start)],
    )


def _checked(judge: PairJudge, place: int, pair: PairGiven, taxon_id: int | None) -> CheckedPair:
    reference, numbers = judge.reference, NCBI_GENE.curie_prefix
    verdicts = judge.judge(Case((pair.name,), ((pair.identifier, numbers),), is_symbol=False, taxon_id=taxon_id))
    reading = judge.reader.read(pair.identifier, numbers)
    gene = reading.gene if reading is not None and reading.is_gene_of_its_own else None
    findings = [_finding(judge, pair, verdict) for verdict in verdicts]
    word = "findings" if findings else "agree" if gene is not None and _belongs(judge, pair.name, gene) else "unknown"
    is_settled = all(one.right and one.sure == Sureness.CERTAIN.value for one in findings)
    return CheckedPair(
        place=place,
        name=pair.name,
        identifier=pair.identifier,
        verdict=word,
        ask_user=word == "unknown" or not is_settled,
        gene=None if gene is None else gene_value(reference, gene),
        findings=findings,
    )


def _belongs(judge: PairJudge, name: str, gene: Gene) -> bool:
    return judge.meanings.between(name, gene) is not None or judge.meanings.may_mean(name, gene)


def _finding(judge: PairJudge, pair: PairGiven, verdict: Verdict) -> FindingValue:
    on = {NAME: "name", SPECIES: "species"}.get(verdict.part, "identifier")
    if on == "name":
        is_known = bool(judge.meanings.of(verdict.right))
    else:
        is_known = on == "species" or _is_in_use(judge.reference, verdict.right)
    return FindingValue(
        on=on,
        kind=verdict.kind.value,
        sure=verdict.sure.value,
        right=verdict.right if verdict.right and is_known else None,
        why=shortened(_with_quotes(verdict.why, pair)),
    )


def _with_quotes(why: str, pair: PairGiven) -> str:
    """Return a reason with what was sent in quotes, since it may be anything, and no identifier of the index."""
    sent = sorted({text for text in (pair.name.strip(), pair.identifier.strip()) if text}, key=len, reverse=True)
    if not sent:
        return why
    pattern = "|".join(rf"(?<![\w:]){re.escape(text)}(?!\w)" for text in sent)
    return re.sub(pattern, lambda found: quoted(found[0]), why)


def _is_in_use(reference: Reference, identifier: str) -> bool:
    """Return whether an identifier, with or without its database, is one of a gene of the index."""
    text = f"{NCBI_GENE.curie_prefix}:{identifier}" if identifier.isdigit() else identifier
    match = find_identifier(reference, text)
    return match is not None and match.gene is not None and not match.retired
