"""The tools for assistants as functions: a resolver and arguments in, a bounded result out, and the result in words.

All genes and identifiers in a result are read from the index. What a caller sent is only in ``name``, and quoted where
it is part of a text.
"""

from __future__ import annotations

from collections import Counter

from genenorm.core.context import Context
from genenorm.core.model import Status
from genenorm.resolver.answer_documents import species_name
from genenorm.resolver.call_arguments import homology_level
from genenorm.resolver.ortholog_answers import ortholog_answers
from genenorm.resolver.resolver import Resolver
from genenorm.resolver.suggestions import suggestions
from genenorm.service.assistant_answers import (
    ExplainedValue,
    ExplainResult,
    ListResult,
    MentionValue,
    OrthologResult,
    ReferenceResult,
    ResolveResult,
    ShareValue,
    SpeciesGenes,
    TextResult,
)
from genenorm.service.assistant_arguments import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_EXPLAINED,
    MOST_FOR_ORTHOLOGS,
    MOST_NAMES,
    MOST_PAIRS,
    ExplainArguments,
    ListArguments,
    NoArguments,
    OrthologArguments,
    ResolveArguments,
    TextArguments,
    asked_taxa,
)
from genenorm.service.assistant_parts import (
    answer_value,
    candidate_value,
    doubt_of,
    gene_values,
    is_to_ask,
    likeliest,
    ortholog_value,
    rest_of,
    shortened,
)

MOST_ANSWERS = 100
"""The most answers, rows or mentions of a result."""
MOST_CANDIDATES = 20
"""The most candidates of each explained name."""


def resolve_names(resolver: Resolver, asked: ResolveArguments) -> ResolveResult:
    """Return the answers for the names of a list, one each in their order, some at a time.

    >>> from genenorm.index.reference import Reference
    >>> found = resolve_names(Resolver(Reference.open()), ResolveArguments(names=["GRIN1", "no such gene"]))
    >>> [(answer.status, answer.ask_user, answer.gene and answer.gene.gene_id) for answer in found.answers]
    [('resolved', False, 2902), ('unknown', True, None)]
    """
    reference = resolver.reference
    context = asked.context(reference)
    answers, settled = resolver.resolve_list(asked.names, context)
    doubts = [doubt_of(answer, settled) for answer in answers]
    page = slice(asked.start, asked.start + MOST_ANSWERS)
    shown = [
        answer_value(reference, place, answer, doubt)
        for place, (answer, doubt) in enumerate(zip(answers[page], doubts[page], strict=True), asked.start)
    ]
    counts = Counter(answer.status.value for answer in answers)
    return ResolveResult(
        reference=reference.stamp,
        total=len(answers),
        **rest_of("answers", asked.start, len(shown), len(answers)),
        counts=dict(counts.most_common()),
        to_ask=sum(map(is_to_ask, answers, doubts)),
        species_of_list=str(resolver.species_of(asked.names, context)),
        answers=shown,
    )


def explain_names(resolver: Resolver, asked: ExplainArguments) -> ExplainResult:
    """Return every candidate of a few names with its evidence, some at a time.

    >>> from genenorm.index.reference import Reference
    >>> found = explain_names(Resolver(Reference.open()), ExplainArguments(names=["KAR"]))
    >>> [candidate.symbol for candidate in found.names[0].candidates][:2]
    ['HSD17B12', 'MDH1']
    """
    reference = resolver.reference
    answers, settled = resolver.resolve_list(asked.names, asked.context(reference))
    page = slice(asked.start, asked.start + MOST_CANDIDATES)
    explained = []
    for place, answer in enumerate(answers):
        doubt = doubt_of(answer, settled)
        is_unknown = answer.status is Status.UNKNOWN
        explained.append(
            ExplainedValue(
                place=place,
                name=answer.input,
                status=answer.status.value,
                ask_user=is_to_ask(answer, doubt),
                doubt=doubt,
                evidence=shortened(answer.evidence),
                candidates=[candidate_value(reference, one) for one in likeliest(answer)[page]],
                all_candidates=len(answer.ranked),
                members=gene_values(reference, answer.members[page]),
                all_members=len(answer.members),
                similar=gene_values(reference, suggestions(reference, answer.input) if is_unknown else ()),
            )
        )
    longest = max((max(each.all_candidates, each.all_members) for each in explained), default=0)
    rest = rest_of("candidates or members", asked.start, min(MOST_CANDIDATES, longest - asked.start), longest)
    return ExplainResult(reference=reference.stamp, **rest, names=explained)


def orthologs_of_names(resolver: Resolver, asked: OrthologArguments) -> OrthologResult:
    """Return the orthologs of the genes that names mean, some at a time; a name without any says why.

    >>> from genenorm.index.reference import Reference
    >>> found = orthologs_of_names(Resolver(Reference.open()), OrthologArguments(names=["GRIN1"], to="mouse"))
    >>> found.orthologs[0].ortholog.symbol, found.orthologs[0].relation
    ('Grin1', 'one-to-one')
    """
    reference = resolver.reference
    taxa = asked_taxa(reference, asked.to, "to") or tuple(reference.taxa)
    answers, settled = resolver.resolve_list(asked.names, asked.context(reference))
    level = homology_level(asked.homology)
    rows = []
    for place, answer in enumerate(answers):
        asks = is_to_ask(answer, doubt_of(answer, settled))
        found = ortholog_answers(reference, answer, taxa, level, settled.species, resolver.faults)
        rows += [(place, answer, asks, each) for each in found]
    shown = rows[asked.start : asked.start + MOST_ANSWERS]
    return OrthologResult(
        reference=reference.stamp,
        total=len(rows),
        **rest_of("rows", asked.start, len(shown), len(rows)),
        orthologs=[ortholog_value(reference, *row) for row in shown],
    )


def species_of_names(resolver: Resolver, asked: ListArguments) -> ListResult:
    """Return which species the names of a list are of, all names taken together.

    >>> from genenorm.index.reference import Reference
    >>> found = species_of_names(Resolver(Reference.open()), ListArguments(names=["Grin1", "Grin2a", "Dlg4", "Bdnf"]))
    >>> found.shares[0].species
    'mouse'
    """
    reference = resolver.reference
    found = resolver.species_of(asked.names)
    sole = found.sole_taxon_id
    return ListResult(
        reference=reference.stamp,
        verdict=str(found),
        species=None if sole is None else species_name(sole, reference),
        taxon_id=sole,
        names=found.size,
        known=found.known,
        shares=[
            ShareValue(species=species_name(taxon, reference), taxon_id=taxon, share=round(share, 3))
            for taxon, share in found.shares.items()
        ],
    )


def genes_of_text(resolver: Resolver, asked: TextArguments) -> TextResult:
    """Return the places of a text that name genes, each with its answer, some at a time.

    >>> from genenorm.index.reference import Reference
    >>> text = "In rats, TrkB and insulin act on the heart."
    >>> found = genes_of_text(Resolver(Reference.open()), TextArguments(text=text))
    >>> [(text[each.start : each.end], each.answer.gene.gene_id) for each in found.mentions]
    [('TrkB', 25054), ('insulin', 24506)]
    """
    from genenorm.annotation.annotations import Annotation, TextSearch  # a tenth of the time of a start
    from genenorm.records.record import Record

    reference = resolver.reference
    given = Context(species=asked_taxa(reference, asked.species))
    record = Record("text", "text", (), title=asked.title, caption=asked.text)
    annotation = Annotation(record, resolver, TextSearch(mentions=True), given)
    scope = annotation.scope
    offset = len(asked.title) + 1 if asked.title else 0
    places = [
        (span.start - offset, span.end - offset, row.resolution, row.doubt)
        for span, row in zip(annotation.found_spans, annotation.found, strict=True)
        if span.start >= offset
    ]
    shown = places[asked.start : asked.start + MOST_ANSWERS]
    return TextResult(
        reference=reference.stamp,
        total=len(places),
        **rest_of("mentions", asked.start, len(shown), len(places)),
        species_of_text=[species_name(taxon, reference) for taxon in scope.taxa],
        mentions=[
            MentionValue(start=start, end=end, answer=answer_value(reference, place, answer, doubt))
            for place, (start, end, answer, doubt) in enumerate(shown, asked.start)
        ],
    )


def reference_info(resolver: Resolver, _asked: NoArguments) -> ReferenceResult:
    """Return what the index has, and the bounds of calls.

    >>> from genenorm.index.reference import Reference
    >>> [each.species for each in reference_info(Resolver(Reference.open()), NoArguments()).species][:2]
    ['human', 'mouse']
    """
    reference = resolver.reference
    return ReferenceResult(
        reference=reference.stamp,
        species=[
            SpeciesGenes(
                species=row.taxon.common,
                latin_name=row.taxon.name,
                taxon_id=row.taxon.taxon_id,
                genes=row.genes,
                source=row.taxon.source,
            )
            for row in reference.coverage()
        ],
        limits={
            "names": MOST_NAMES,
            "names for explain": MOST_EXPLAINED,
            "names for orthologs": MOST_FOR_ORTHOLOGS,
            "pairs": MOST_PAIRS,
            "characters of a name": LONGEST_NAME,
            "characters of a text": LONGEST_TEXT,
            "answers of a result": MOST_ANSWERS,
            "candidates of a name": MOST_CANDIDATES,
        },
    )
