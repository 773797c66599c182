"""What a record says is read once, however many of its parts ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from genenorm.annotation.annotations import TextSearch
from genenorm.annotation.file_annotator import FileAnnotator
from genenorm.annotation.job import Job, Place
from genenorm.annotation.scanner import Scanner
from genenorm.core.context import Context
from genenorm.index.reference import Reference
from genenorm.resolver import resolver as resolver_module
from genenorm.resolver.context_evidence import ContextEvidence, read_context
from genenorm.text import species_words
from genenorm.text.species_words import SpeciesWord, SpeciesWords

PAGE = """---
figid: f
figtitle: Glutamate in depression of mice
papertitle: A review of ketamine in human patients
caption: 'NMDA receptor and PSD95 in rat neurons; HeLa cells and TrkB; the shared word KAR'
keywords: depression | mouse model
schema-jsonld:
  keywords: [GRIN1, Grin1, MDH1, HSD17B12, Nmdar1, kar, spidey, and]
---
"""
TABLE = "organism_id\tword\tncbigene_symbol\n9606\tKAR\tMDH1\n9606\tKAR\tHSD17B12\n9606\tNR1\tGRIN1\n"
TEXTS = (
    "Glutamate in depression of mice A review of ketamine in human patients",
    "NMDA receptor and PSD95 in rat neurons; HeLa cells and TrkB; the shared word KAR",
    "depression | mouse model",
)
ALL = TextSearch(missing_genes=True, mentions=True)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """The texts that are searched for species words, and with "names in " before them for names of genes."""
    texts: Counter[str] = Counter()
    find, names = SpeciesWords.find, Scanner.names

    def counted_find(words: SpeciesWords, text: str) -> Iterator[SpeciesWord]:
        texts[text] += 1
        return find(words, text)

    def counted_names(scanner: Scanner, title: str, text: str) -> object:
        texts[f"names in {title} {text}"] += 1
        return names(scanner, title, text)

    monkeypatch.setattr(SpeciesWords, "find", counted_find)
    monkeypatch.setattr(Scanner, "names", counted_names)
    species_words._words_of_short_text.cache_clear()
    yield texts
    species_words._words_of_short_text.cache_clear()


@pytest.mark.parametrize(
    "job",
    [
        Job(Place.CALLER),
        Job(Place.CALLER, full=True, with_tables=True),
        Job(Place.CALLER, to="tsv", search=ALL),
        Job(Place.CALLER, to="pubtator", search=ALL, context=Context(organisms="rat")),
        Job(Place.CALLER, context=Context(species="auto")),
    ],
    ids=["record", "all fields and words", "names in the text", "mentions", "species by its names"],
)
def test_each_text_of_a_record_is_searched_once(job: Job, searched: Counter[str], tmp_path: Path) -> None:
    page = tmp_path / "f.md"
    page.with_name("f-genes.tsv").write_text(TABLE, encoding="utf-8")
    with FileAnnotator(job) as annotator:
        file = annotator.annotate(PAGE.encode(), str(page))
        annotator.answers(file)
        assert file.table.rows
        assert file.rewritten()
    expected = [*TEXTS, f"names in {TEXTS[0]} {TEXTS[1]}"]
    if job.context.organisms:  # which decide the scope, so that the authors' keywords are not asked
        expected.remove(TEXTS[2])
    assert searched == Counter(expected)


def test_a_text_given_with_a_record_is_read_with_its_caption(searched: Counter[str]) -> None:
    with FileAnnotator(Job(Place.CALLER, context=Context(text="Cultures of fly cells"))) as annotator:
        file = annotator.annotate(PAGE.replace("rat", "cortical").encode(), "f.md")
        assert [reason.text for reason in file.annotations[0].scope.reasons if reason.species == "fly"] == [
            'text: "fly"'
        ]
        assert file.rewritten()
    whole = TEXTS[1].replace("rat", "cortical") + ". Cultures of fly cells"
    names = f"names in {TEXTS[0]} {TEXTS[1].replace('rat', 'cortical')}"
    assert searched == Counter([TEXTS[0], whole, TEXTS[2], names])


@pytest.mark.parametrize("given", [Context(), Context(organisms="mouse"), Context(text="In rats"), Context("human")])
def test_the_context_of_a_record_is_made_evidence_once(given: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    contexts: list[Context] = []

    def counted(reference: Reference, context: Context) -> ContextEvidence:
        contexts.append(context)
        return read_context(reference, context)

    with FileAnnotator(Job(Place.CALLER, context=given)) as annotator:
        annotator.annotate(b"GRIN1\n", "names.txt")  # which makes the resolver
        monkeypatch.setattr(resolver_module, "read_context", counted)
        for _ in range(2):
            annotator.answers(annotator.annotate(PAGE.encode(), "f.md"))
    assert len(contexts) == 2, "once for each of two records"
