"""What a record of assigned symbols does not look at would not change its rows."""

from __future__ import annotations

import random
from functools import partial

import pytest

from genenorm.annotation.annotations import annotate_record
from genenorm.annotation.expanded_words import expanded_words
from genenorm.annotation.name_clashes import name_clashes
from genenorm.annotation.record_rows import RowMaker
from genenorm.annotation.scope import scope_of
from genenorm.annotation.text_support import (
    TextSupport,
    find_names,
    letters_of,
    places_by_gene,
    shared_words,
)
from genenorm.core.context import Context
from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, target_of
from genenorm.records.record import Record
from genenorm.resolver.resolver import Resolver
from genenorm.text.keys import Key, fold


@pytest.fixture(scope="module")
def records(reference: Reference) -> list[Record]:
    """Figure records with genes of one name among others, and captions with some of their names."""
    draw = random.Random(5)
    shared: list[tuple[str, list[int]]] = []
    for key, words in reference.names():
        genes = {target_of(word) for word in words if kind_of(word) not in FAMILY_KINDS and target_of(word)}
        if 1 < len(genes) < 12:
            shared.append((key, sorted(genes)))
    families = [reference.family(row) for row in range(1, 300)]
    made = []
    for number in range(150):
        chosen = draw.sample(shared, 4)
        rows = [row for _, named in chosen for row in draw.sample(named, draw.randint(1, len(named)))]
        rows += draw.choice(families).members[:5]
        rows += draw.sample(range(1, reference.count("genes")), 10)
        names = [reference.symbol(row) for row in rows if reference.symbol(row)]
        names += [key for key, _ in chosen if draw.random() < 0.2]
        draw.shuffle(names)
        parts = [key for key, _ in chosen[:2]] + draw.sample(names, 5) + ["α-actin’s", "naïve", "in rats", "50 µM."]
        draw.shuffle(parts)
        caption = " ".join(f"{part}{draw.choice((',', 's', ' of', '-induced', '.'))}" for part in parts)
        made.append(Record(f"{number}", f"{number}", tuple(names), caption=caption, names_are_symbols=True))
    return made


@pytest.fixture(scope="module")
def aliases(reference: Reference) -> dict[int, tuple[Key, ...]]:
    """All synonyms and previous symbols of the genes of an index that have other postings, by the gene's row."""
    found: dict[int, list[Key]] = {}
    for key, words in reference.names():
        for word in words if len(words) > 1 else ():
            if kind_of(word) in (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL):
                found.setdefault(target_of(word), []).append(key)
    return {gene: tuple(keys) for gene, keys in found.items()}


def test_words_are_shared_by_the_genes_whose_names_clash_alone(
    resolver: Resolver, records: list[Record], aliases: dict[int, tuple[Key, ...]]
) -> None:
    reference, count = resolver.reference, 0
    for record in records:
        answers = resolver.resolve_all(record.names, record.context)
        meant = [answer.gene_meant for answer in answers]
        names = find_names(reference, record.context)
        found = name_clashes(reference, places_by_gene(reference, answers, meant))
        expanded = expanded_words(reference, answers, meant, aliases)
        assert expanded_words(reference, answers, meant, found.aliases) == expanded
        shared = shared_words(reference, names, answers, meant)
        assert shared_words(reference, names, answers, meant, keys=found.keys) == shared
        rows = annotate_record(record, resolver).rows
        assert {place: row.shared_word for place, row in enumerate(rows) if row.shared_word} == {**expanded, **shared}
        count += len(shared) + len(expanded)
    assert count > 100


def test_a_text_without_the_letters_of_a_symbol_has_no_place_with_it(resolver: Resolver, records: list[Record]) -> None:
    reference, seen = resolver.reference, set()
    for record in records:
        context = record.context
        answers = resolver.resolve_all(record.names, context)
        search = partial(find_names, reference, context)
        support = TextSupport(reference, [answer.gene_meant for answer in answers], search, letters_of(context.whole))
        for gene in {gene for answer in answers if (gene := answer.gene_meant) is not None}:
            has_symbol = any(" symbol" in text for text in support.on(gene))
            is_looked_at = bool(support.with_symbol_of(gene))
            seen.add((has_symbol, is_looked_at))
            assert is_looked_at or not has_symbol, (gene, context)
    assert seen >= {(True, True), (False, False)}


def test_letters_of_a_text_have_those_of_each_part_of_it() -> None:
    draw = random.Random(3)
    signs = "aBz019 -–_.,’'()/αΔµςΣéñÅﬁ½²ⅣﬀЖ漢가ß\u0301\u00a0\u00ad\u2011\ud800İ"
    for _ in range(20_000):
        text = "".join(draw.choices(signs, k=draw.randint(1, 12)))
        start, end = sorted(draw.choices(range(len(text) + 1), k=2))
        part = text[start:end]
        if part and part[0].isalnum() and part[-1].isalnum():
            assert (fold(part) or "").replace("-", "") in letters_of(text), (text, part)


@pytest.mark.parametrize("is_assigned", [True, False])
def test_short_rows_are_parts_of_the_rows(resolver: Resolver, records: list[Record], is_assigned: bool) -> None:
    for record in records[:60]:
        context = Context(text=record.caption, are_symbols=is_assigned)
        answers = resolver.resolve_all(record.names, context)
        scope = scope_of(record, resolver.reference, answers)
        search = partial(find_names, resolver.reference, context)
        short = RowMaker(resolver, answers, scope, context, search).short_rows
        rows = RowMaker(resolver, answers, scope, context, search).rows
        parts = "resolution", "gene", "species", "scope", "word", "word_kind", "doubt"
        assert [[getattr(row, part) for part in parts] for row in rows] == [list(row) for row in short]
