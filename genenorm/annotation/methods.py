"""A paragraph for the methods section of a paper: program, index, sources, counts of a run, and what to cite.

The sources and their releases are those that the index itself records. What to cite for them is data
(``data/citations.tsv``); a source that is not listed there is named without a citation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from genenorm.annotation.summary import AnswerSummary
from genenorm.core.context import Context
from genenorm.core.model import Status
from genenorm.core.paths import data_rows
from genenorm.index.reference import Reference

HOMEPAGE = "https://github.com/genenorm/genenorm"
LIVE_SOURCE = "MyGene.info"
_DIGITS_OF_HASH = 12
_NOT_STATED = "not told"
"""What the builder records as the release of a dump that does not state one."""
_ANSWERS = {
    Status.RESOLVED: "to one gene",
    Status.GROUP: "to a homology group whose species is open",
    Status.FAMILY: "to a gene family, a complex or several genes",
}
_WITHOUT_ANSWER = {
    Status.AMBIGUOUS: "stayed ambiguous",
    Status.RETIRED: "had been withdrawn",
    Status.UNKNOWN: "had no entry",
    Status.NOT_A_GENE: "named no gene",
}


class Citation(NamedTuple):
    """What to cite for a source."""

    source: str
    dumps: tuple[str, ...]
    """Beginnings of the keys of its dumps, by which an index made from dumps names it."""
    text: str
    doi: str
    url: str


@cache
def citations() -> dict[str, tuple[Citation, ...]]:
    """Return what to cite for each source, by its name.

    >>> citations()["FamPlex"][0].doi
    '10.1186/s12859-018-2211-5'
    """
    found: dict[str, tuple[Citation, ...]] = {}
    for source, dumps, text, doi, url in data_rows("citations.tsv"):
        keys = tuple(filter(None, dumps.split("|")))
        found[source] = (*found.get(source, ()), Citation(source, keys, text, doi, url))
    return found


def sources_of(reference: Reference) -> dict[str, tuple[str, ...]]:
    """Return the sources of an index, each with its releases or dates, in the order in which it was made from them.

    >>> sources_of(Reference.open())["HGNC"][0]
    '2026-06'
    """
    found: dict[str, dict[str, None]] = {}
    for row in json.loads(reference.meta.get("sources", "[]")):
        release = str(row.get("release", ""))
        if row.get("registry") == "authority":
            found.setdefault(_of_dump(str(row.get("key", ""))), {})[_stated(release)] = None
            continue
        for part in release.split(", "):
            name, _, version = part.rpartition(" ")
            found.setdefault(name or part, {})[version if name else ""] = None
    for taxon in reference.taxa.values():  # an authority whose symbols another source handed on
        name, _, version = taxon.source.partition(" ")
        if taxon.authority == name and name not in found:
            found[name] = {_stated(version): None}
    return {name: tuple(filter(None, releases)) for name, releases in found.items()}


def _stated(release: str) -> str:
    """Return a release; empty for that of a dump that does not state one."""
    return "" if release == _NOT_STATED else release


def _of_dump(key: str) -> str:
    """Return the source of a dump, given by its key in ``builder/sources.toml``."""
    entries = (entry for cited in citations().values() for entry in cited)
    return next((entry.source for entry in entries if entry.dumps and key.startswith(entry.dumps)), key)


def methods_text(
    summary: AnswerSummary,
    reference: Reference,
    *,
    version: str,
    context: Context | None = None,
    options: Sequence[str] = (),
    live: bool = False,
    markdown: bool = False,
) -> str:
    """Return a paragraph on a run, and the references of its sources, ready to paste.

    :param summary: the counts of the run; without names, the paragraph has none.
    :param reference: the index that answered.
    :param version: the version of genenorm.
    :param context: what the user said of all names: species asked for, organisms and text.
    :param options: further sentences on what was done.
    :param live: whether MyGene.info was asked too.
    :param markdown: return Markdown, with a heading and links, instead of plain text.

    >>> print(methods_text(AnswerSummary(), Reference.open(), version="1.0").partition(" (")[0])
    Gene names were mapped to gene identifiers with genenorm 1.0
    """
    sources = sources_of(reference)
    cited = [entry for name in (*sources, *((LIVE_SOURCE,) if live else ())) for entry in citations().get(name, ())]
    numbers: dict[str, list[str]] = {}
    for number, entry in enumerate(cited, start=1):
        numbers.setdefault(entry.source, []).append(str(number))
    sentences = [
        *_on_program(reference, sources, numbers, version, live=live),
        *(_on_context(reference, context) if context is not None else ()),
        *options,
        *_on_counts(summary),
    ]
    lines = [_reference_line(number, entry, markdown=markdown) for number, entry in enumerate(cited, start=1)]
    title, heading = ("## Mapping of gene names\n\n", "### References") if markdown else ("", "References")
    return "\n".join([title + " ".join(sentences), "", heading, "", *lines]) + "\n"


def _on_program(
    reference: Reference,
    sources: Mapping[str, Sequence[str]],
    numbers: Mapping[str, Sequence[str]],
    version: str,
    *,
    live: bool,
) -> Iterator[str]:
    meta = reference.meta
    built, content = meta.get("build_date", ""), meta.get("content_hash", "")
    facts = [f'"{reference.name}"', *([f"built on {built}"] if built else [])]
    facts += [f"SHA-256 of the content {content[:_DIGITS_OF_HASH]}…"] if content else []
    yield (
        f"Gene names were mapped to gene identifiers with genenorm {version} ({HOMEPAGE}) and its reference index "
        f"({', '.join(facts)})."
    )
    if sources:
        listed = [
            " ".join(filter(None, (name, f"({', '.join(releases)})" if releases else "", _numbers(numbers, name))))
            for name, releases in sources.items()
        ]
        yield f"The index combines {_joined(listed)}."
    if live:
        yield f"Names that the index lacks were looked up at {LIVE_SOURCE} {_numbers(numbers, LIVE_SOURCE)}."


def _on_context(reference: Reference, context: Context) -> Iterator[str]:
    if context.is_auto:
        yield "The species of each list was decided by its names together."
    elif context.species:
        yield f"Only genes of {_joined(_species(reference, context.species))} were accepted."
    if context.organisms:
        yield f"Genes of the stated organism ({_joined(list(context.organisms))}) were preferred."
    if context.text:
        yield "A text on the study was used as evidence for species and genes."


def _on_counts(summary: AnswerSummary) -> Iterator[str]:
    total = summary.names
    if not total:
        return
    genes = ", ".join(f"{species} {count:,}" for species, count in summary.genes_by_species)
    parts: list[str] = []
    for status, words in _ANSWERS.items():
        if count := summary.count(status):
            species = f" ({genes})" if genes and status is Status.RESOLVED else ""
            verb = "" if parts else "were mapped " if count > 1 else "was mapped "
            parts.append(f"{_share(count, total)} {verb}{words}{species}")
    where = f" in {summary.records:,} records" if summary.records > 1 else ""
    mapped = _joined(parts) if parts else "none was mapped to a gene"
    others = [f"{count:,} {words}" for status, words in _WITHOUT_ANSWER.items() if (count := summary.count(status))]
    rest = f"; of the others, {_joined(others)}" if others else ""
    yield f"Of {total:,} name{'s' if total > 1 else ''}{where}, {mapped}{rest}."
    if summary.in_doubt:
        yield f"For {_share(summary.in_doubt, total)} of the names, genenorm gave a reason for doubt."
    if summary.out_of_scope:
        named = _share(summary.out_of_scope, total)
        yield f"For {named} of the names, the answer is of a species that the record is not about."


def _share(count: int, total: int) -> str:
    return f"{count:,} ({100 * count / total:.1f} %)"


def _species(reference: Reference, taxa: Iterable[int]) -> list[str]:
    return [reference.taxa[taxon].name if taxon in reference.taxa else f"taxon {taxon}" for taxon in taxa]


def _numbers(numbers: Mapping[str, Sequence[str]], source: str) -> str:
    return f"[{', '.join(numbers[source])}]" if source in numbers else ""


def _joined(parts: Sequence[str]) -> str:
    """Return parts of a sentence as a list: ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _reference_line(number: int, entry: Citation, *, markdown: bool) -> str:
    doi = f"[doi:{entry.doi}](https://doi.org/{entry.doi})" if markdown else f"doi:{entry.doi}"
    return f"{number}. {entry.text} {doi} ({entry.url})"
