"""Score the doubt of answers: how many rows are in doubt, and how many of the wrong ones are among them.

    python -m tools.doubt_score figures JUDGED.tsv RECORDS [TABLES]     figure records, also with their gene tables
    python -m tools.doubt_score lists GOLD.tsv                          lists of names whose genes are known

JUDGED.tsv has the columns ``figid keyword gene_id verdict set``: a person's judgement on the answer for each keyword,
with the GeneID that was answered then. An answer that has changed since counts as ``unsure``. The verdicts are

* ``right``: the figure means the gene, or names a family or complex of which it is a member;
* ``species``: it means the ortholog of the gene in another species;
* ``wrong``: it means another gene, or none: a metabolite, a cell, a word, a part of another name;
* ``unsure``: the figure does not tell; such rows are in no share of right and wrong ones;
* ``none``: nothing is answered.

RECORDS is the folder of the records ``FIGID.md``, TABLES that of their gene tables ``FIGID-genes.tsv``. The first line
is for all rows of all records in the folder. A figure about species that the index lacks is settled by its scope, once
for all its rows, so these are counted in that line and in one of their own, and in no other share. ``species`` is not
wrong, since the column ``scope`` says it, and has a share of its own.

In lists an answer is wrong if it is a gene that is none of the gold identifiers; where the name is exactly the symbol
of the answered gene, and that is of the list's species, gold may be wrong as well (``unsure``). In the last lines the
mean score of the answers in doubt, and of the others, stands beside the share of them that is right.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from genenorm.annotation.annotations import Annotation, annotate_file
from genenorm.core.model import Resolution
from genenorm.index.reference import Reference
from genenorm.records.delimited import words_by_symbol
from genenorm.resolver.doubt import Doubt, doubts_of_answer, read_doubts
from genenorm.resolver.resolver import Resolver
from genenorm.verify.gold_lists import read_gold_lists
from genenorm.verify.list_scores import Told, context_told

RIGHT, SPECIES, WRONG, UNSURE, NONE = "right", "species", "wrong", "unsure", "none"
_ALL = "all judged"
_OTHERS = "about species that the index lacks"
_TOLD = (Told.NOTHING, Told.ORGANISM, Told.SPECIES)


class JudgedRow(NamedTuple):
    """A row, or the answer for a name of a list, with the judgement on it."""

    verdict: str
    doubts: tuple[Doubt, ...]
    score: float
    group: str
    """The set of figures that it is counted in."""
    name: str


class Judgement(NamedTuple):
    """A person's verdict on the answer for a keyword."""

    gene_id: str
    """GeneID that was answered; empty for none."""
    verdict: str
    group: str


def read_judgements(path: Path) -> dict[tuple[str, str], Judgement]:
    """Return the verdicts of a table by the figure's id and the keyword; see the module docstring."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["figid"], row["keyword"]): Judgement(row["gene_id"], row["verdict"], row["set"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


def annotated(folder: Path, resolver: Resolver, tables: Path | None) -> Iterator[Annotation]:
    """Yield the annotated records of a folder, with the words of their gene tables if there is a folder of these."""
    for path in sorted(folder.glob("*.md")):
        table = tables / f"{path.stem}-genes.tsv" if tables is not None else None
        words = words_by_symbol(table.read_bytes(), table.name) if table is not None and table.exists() else None
        yield from annotate_file(path.read_bytes(), path.name, resolver, words=words).annotations


def judged_rows(
    found: Iterable[Annotation], judgements: Mapping[tuple[str, str], Judgement]
) -> Iterator[tuple[JudgedRow, bool]]:
    """Yield each row, and whether its figure is about species that the index lacks.

    The verdict and the group of a row without a judgement are empty.
    """
    for annotation in found:
        stem = Path(annotation.record.source).stem
        for row in annotation.rows:
            answer = row.resolution
            judgement = judgements.get((stem, answer.input), Judgement("", "", ""))
            verdict = judgement.verdict
            if verdict and str(answer.gene_id or "") != judgement.gene_id:
                verdict = UNSURE
            doubts = tuple(read_doubts(row.doubt))
            name = f"{stem} {answer.input} {answer.symbol}"
            yield JudgedRow(verdict, doubts, answer.score, judgement.group, name), annotation.scope.is_of_others


def score_figures(options: argparse.Namespace, resolver: Resolver) -> None:
    """Print the shares for figures, without and with the words of their gene tables."""
    judgements = read_judgements(options.judged)
    for tables in (None, *([options.tables] if options.tables else [])):
        rows = list(judged_rows(annotated(options.records, resolver, tables), judgements))
        print("records alone" if tables is None else "with the words of their gene tables")
        _print_share("all rows of the folder", [row for row, _ in rows])
        _print_share(f"those of figures {_OTHERS}", [row for row, is_of_others in rows if is_of_others])
        groups: dict[str, list[JudgedRow]] = defaultdict(list)
        for row, is_of_others in rows:
            if row.verdict:
                for group in (_OTHERS,) if is_of_others else (row.group, _ALL):
                    groups[group].append(row)
        for group in sorted(groups, key=lambda name: (name == _OTHERS, name == _ALL, name)):
            _print_share(group, groups[group])
        _print_reasons(groups[_ALL])
        _print_scores(groups[_ALL])
        if options.errors:
            _print_errors(groups[_ALL])


def score_lists(options: argparse.Namespace, resolver: Resolver) -> None:
    """Print the shares for lists, by what is told of their species."""
    gold = read_gold_lists(options.gold.read_bytes(), options.gold.name)
    for told in _TOLD:
        judged: dict[tuple[int | None, str], JudgedRow] = {}
        for names in gold:
            context = context_told(names, told)
            taxa = () if told is Told.NOTHING or names.taxon_id is None else (names.taxon_id,)
            answers = resolver.resolve_all([name.name for name in names.names], context)
            for name, answer in zip(names.names, answers, strict=True):
                if name.gold and (names.taxon_id, name.name) not in judged:
                    doubts = tuple(doubts_of_answer(answer, taxa))
                    judged[names.taxon_id, name.name] = JudgedRow(
                        _verdict(answer, name.gold, names.taxon_id),
                        doubts,
                        answer.score,
                        "",
                        f"{names.list_id} {name.name} {answer.symbol}",
                    )
        rows = list(judged.values())
        _print_share(f"told: {told.value}", rows)
        _print_reasons(rows)
        _print_scores(rows)
        if options.errors:
            _print_errors(rows)


def _verdict(answer: Resolution, gold: frozenset[str], taxon_id: int | None) -> str:
    if (gene := answer.gene) is None:
        return NONE
    if str(gene.gene_id) in gold or gene.ensembl_id in gold:
        return RIGHT
    return UNSURE if gene.symbol == answer.input and gene.taxon_id == taxon_id else WRONG


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "0 of 0"


def _print_share(title: str, rows: Sequence[JudgedRow]) -> None:
    in_doubt = [row for row in rows if row.doubts]
    parts = [f"{_share(len(in_doubt), len(rows))} rows in doubt"]
    for verdict, words in ((WRONG, "wrong rows"), (SPECIES, "of another species"), (RIGHT, "right rows")):
        of_verdict = [row for row in rows if row.verdict == verdict]
        if of_verdict:
            parts.append(f"{words} in doubt {_share(sum(bool(row.doubts) for row in of_verdict), len(of_verdict))}")
    print(f"{title}: {'; '.join(parts)}")


def _print_reasons(rows: Iterable[JudgedRow]) -> None:
    """Print the share of each reason's rows that is wrong, and of the rows that have this reason alone."""
    every: dict[Doubt, Counter[str]] = {doubt: Counter() for doubt in Doubt}
    alone: dict[Doubt, Counter[str]] = {doubt: Counter() for doubt in Doubt}
    for row in rows:
        for doubt in row.doubts:
            every[doubt][row.verdict] += 1
            alone[doubt][row.verdict] += len(row.doubts) == 1
    for doubt, counts in every.items():
        if counts:
            wrong, only = _of_known(counts), _of_known(alone[doubt])
            print(f"    {doubt.value}: {counts.total()} rows, wrong {wrong}; alone {only}; {dict(counts)}")


def _of_known(counts: Counter[str]) -> str:
    return _share(counts[WRONG], counts[WRONG] + counts[RIGHT] + counts[SPECIES])


def _print_scores(rows: Iterable[JudgedRow]) -> None:
    """Print the mean score of the answered rows in doubt, and of the others, beside the shares of their verdicts."""
    for in_doubt in (True, False):
        found = [row for row in rows if bool(row.doubts) == in_doubt and row.verdict in (RIGHT, SPECIES, WRONG)]
        if found:
            mean = sum(row.score for row in found) / len(found)
            counts = Counter(row.verdict for row in found)
            shares = ", ".join(f"{verdict} {counts[verdict] / len(found):.3f}" for verdict in (RIGHT, SPECIES, WRONG))
            print(f"    {'in doubt' if in_doubt else 'not in doubt'}: mean score {mean:.3f}; {shares}")


def _print_errors(rows: Iterable[JudgedRow]) -> None:
    for row in rows:
        if (row.verdict == WRONG) != bool(row.doubts) and row.verdict in (WRONG, RIGHT, SPECIES):
            reasons = "; ".join(doubt.value for doubt in row.doubts) or "missed"
            print(row.group, row.verdict, row.name, f"{row.score:.3f}", reasons, sep="\t")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the shares of rows in doubt."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    kinds = parser.add_subparsers(required=True, metavar="figures|lists")
    figures = kinds.add_parser("figures", help="figure records whose answers a person judged")
    figures.add_argument("judged", type=Path, metavar="JUDGED.tsv")
    figures.add_argument("records", type=Path, metavar="RECORDS")
    figures.add_argument("tables", type=Path, nargs="?", metavar="TABLES")
    figures.set_defaults(score=score_figures)
    lists = kinds.add_parser("lists", help="lists of names whose genes are known")
    lists.add_argument("gold", type=Path, metavar="GOLD.tsv")
    lists.set_defaults(score=score_lists)
    for kind in (figures, lists):
        kind.add_argument("--errors", action="store_true", help="print wrong rows not in doubt, and others in doubt")
    options = parser.parse_args(arguments)
    with Reference.open() as reference:
        options.score(options, Resolver(reference))


if __name__ == "__main__":
    main()
