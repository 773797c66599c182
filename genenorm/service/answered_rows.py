"""The rows of a list or file as a page shows them, each without its empty fields.

A list of names and nothing else is answered as ``/api/v1/resolve`` answers it, on arrays where it is long; a table, a
record or a document as ``genenorm annotate`` does, with what its text says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.chosen_genes import row_of_choice, with_chosen_genes
from genenorm.annotation.record_rows import RecordRow
from genenorm.core.context import Context
from genenorm.core.model import Gene, KeyRule, Resolution, Status, label
from genenorm.core.tables import Table
from genenorm.index.reference import Reference
from genenorm.records.formats import input_format_of
from genenorm.resolver.answer_documents import choice_documents, gene_document
from genenorm.resolver.answer_table import ANSWER_COLUMNS, answer_cells
from genenorm.resolver.resolver import Resolver
from genenorm.resolver.suggestions import suggestions

if TYPE_CHECKING:
    from genenorm.resolver.meter import Progress

Fields = Mapping[str, Any]
"""A row, or a gene that a person may choose, as a value for JSON."""
_SHOWN = (
    "input", "status", "species", "symbol", "gene_id", "ensembl_id", "authority_id", "group_id", "score", "doubt",
    "evidence",
)  # fmt: skip
_MOST_WITH_SIMILAR = 100
"""The most unknown names of a list whose rows have similar genes at once; those of others are found when asked for."""


class AnsweredRows(Protocol):
    """The answers for a list or file, one row for each name."""

    names: Sequence[str]

    def rows(self) -> Iterator[tuple[object, Callable[[], Fields]]]:
        """Yield for each name what rows with the same answer share, and a function that makes its row."""

    def chosen(self, genes: Mapping[int, Gene]) -> dict[int, Fields]:
        """Return the rows of names for which genes were chosen, by their places."""

    def genes_of(self, place: int) -> list[dict[str, object]]:
        """Return the genes that a person may choose for a name."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say of the list as a whole."""


class _Genes:
    """Finds the genes that a person may choose for names.

    :param most: the most genes of a name.
    """

    def __init__(self, reference: Reference, most: int) -> None:
        self._reference = reference
        self._most = most
        self._looked_up: set[str] = set()

    def of(self, answer: Resolution) -> list[dict[str, object]]:
        """Return the genes of an answer, and for an unknown name those with a similar symbol."""
        found = choice_documents(answer, self._reference, self._most)
        if found or answer.status is not Status.UNKNOWN:
            return found
        return [
            {"label": label(gene), **gene_document(gene, self._reference),
             "group_id": self._reference.group_id(gene.group), "evidence": ["a similar symbol; not an answer"]}
            for gene in suggestions(self._reference, answer.input)[: self._most]
        ]  # fmt: skip

    def shown(self, name: str, status: str, doubt: str, answer: Callable[[], Resolution]) -> dict[str, object]:
        """Return the genes to show at once, for an answer in doubt and a name without one gene, and how many there are.

        The number is 0 where all are shown.
        """
        if not self._most or (not doubt and status == Status.RESOLVED.value):
            return {}
        if status == Status.UNKNOWN.value and not doubt:
            if len(self._looked_up) >= _MOST_WITH_SIMILAR and name not in self._looked_up:
                return {}
            self._looked_up.add(name)
        found = answer()
        genes, in_all = self.of(found), len(found.alternatives) + (found.gene is not None)
        return {"candidates": genes, "genes_in_all": in_all if in_all > len(genes) else 0}


class ListRows:
    """The rows of a list of names and nothing else, which are those of ``Resolver.table``.

    :param most: the most genes to choose from of a row.
    :param watch: is called now and then with the number of names that are done, and that of all.
    """

    def __init__(
        self, names: Sequence[str], context: Context, resolver: Resolver, most: int = 0, watch: Progress | None = None
    ) -> None:
        self.names = names
        self.notes: tuple[str, ...] = ()
        self._context = context
        self._resolver = resolver
        self._genes = _Genes(resolver.reference, most)
        self._watch = watch

    @cached_property
    def table(self) -> Table:
        """The answers with all columns."""
        return self._resolver.table(self.names, self._context, progress=self._watch)

    @cached_property
    def _answer(self) -> Callable[[str], Resolution]:
        return self._resolver.one_of_list(self.names, self._context)

    def rows(self) -> Iterator[tuple[object, Callable[[], Fields]]]:
        """Yield for each name the name, and a function that makes its row."""
        for cells in self.table.rows:
            yield cells[0], lambda cells=cells: self._row(cells)  # type: ignore[misc]

    def _row(self, cells: Sequence[Any]) -> Fields:
        found = dict(zip(ANSWER_COLUMNS, cells, strict=True))
        name = found["input"]
        genes = self._genes.shown(name, found["status"], found["doubt"], lambda: self._answer(name))
        return _filled({each: found[each] for each in _SHOWN} | {**genes, **_of_rule(found["key_rule"])})

    def chosen(self, genes: Mapping[int, Gene]) -> dict[int, Fields]:
        """Return the rows of names for which genes were chosen, by their places."""
        return {
            place: _filled(dict(zip(ANSWER_COLUMNS, cells, strict=True)), _SHOWN)
            for place, cells in self._chosen_cells(genes).items()
        }

    def _chosen_cells(self, genes: Mapping[int, Gene]) -> dict[int, tuple[Any, ...]]:
        reference = self._resolver.reference
        found = {}
        for place, gene in genes.items():
            row = row_of_choice(RecordRow(self._answer(self.names[place]), "", ()), gene, reference)
            found[place] = answer_cells(row.resolution, reference.stamp, row.species, row.doubt)
        return found

    def table_with(self, genes: Mapping[int, Gene]) -> Table:
        """Return the table with the genes that were chosen for some places; raises IndexError for no such place."""
        if out := [place for place in genes if not 0 <= place < len(self.names)]:
            raise IndexError(f"there is no row {min(out)}: the list has {len(self.names):,} rows, counted from 0")
        rows = list(self.table.rows)
        for place, cells in self._chosen_cells(genes).items():
            rows[place] = cells
        return Table(self.table.columns, tuple(rows), self.table.reference)

    def genes_of(self, place: int) -> list[dict[str, object]]:
        """Return the genes that a person may choose for a name."""
        return self._genes.of(self._answer(self.names[place]))


class FileRows:
    """The rows of an annotated file.

    :param most: the most genes to choose from of a row.
    """

    def __init__(self, file: AnnotatedFile, reference: Reference, most: int = 0) -> None:
        self.file = file
        self.names: Sequence[str] = [answer.input for annotation in file.annotations for answer in annotation.answers]
        self._reference = reference
        self._genes = _Genes(reference, most)

    def rows(self) -> Iterator[tuple[object, Callable[[], Fields]]]:
        """Yield for each name its answer with its doubt, and a function that makes its row."""
        for row in _rows(self.file):
            yield (id(row.resolution), row.doubt), lambda row=row: self._row(row)  # type: ignore[misc]

    def _row(self, row: RecordRow) -> Fields:
        answer = row.resolution
        return _filled(
            {**_answer_fields(row), "support": list(row.support), "shared_word": row.shared_word, "word": row.word,
             **self._genes.shown(answer.input, answer.status.value, row.doubt, lambda: answer),
             **_of_rule(answer.rule.value if answer.rule is not None else "")}
        )  # fmt: skip

    def chosen(self, genes: Mapping[int, Gene]) -> dict[int, Fields]:
        """Return the rows of names for which genes were chosen, by their places."""
        rows = enumerate(_rows(with_chosen_genes(self.file, genes, self._reference)))
        return {place: _filled(_answer_fields(row)) for place, row in rows if place in genes}

    def genes_of(self, place: int) -> list[dict[str, object]]:
        """Return the genes that a person may choose for a name."""
        return self._genes.of(list(_rows(self.file))[place].resolution)

    @property
    def notes(self) -> tuple[str, ...]:
        """How many mentions of documents have an identifier that is not the answer here, and the first of them."""
        others = [each for annotation in self.file.annotations for each in _other_ids(annotation)]
        if not others:
            return ()
        count = f"{len(others):,} names" if len(others) > 1 else "1 name"
        words = f"the file gives {count} another gene than the answer here, such as {others[0]}"
        is_replaced = input_format_of(self.file.name).name == "pubtator"
        return (f"{words}; it keeps what it has{', except where you choose a gene' if is_replaced else ''}",)


def _other_ids(annotation: Annotation) -> Iterator[str]:
    """Yield the mentions of a document whose identifiers are not that of the one gene answered."""
    document = annotation.record.document
    if document is None:
        return
    mentions = [mention for mention in document.mentions if mention.is_gene]
    for mention, answer in zip(mentions, annotation.answers, strict=False):
        if mention.ids and answer.gene_id is not None and str(answer.gene_id) not in mention.ids:
            yield f"{mention.text} ({', '.join(mention.ids)})"


def _rows(file: AnnotatedFile) -> Iterator[RecordRow]:
    for annotation in file.annotations:
        yield from annotation.rows


def _answer_fields(row: RecordRow) -> dict[str, object]:
    cells = answer_cells(row.resolution, "", row.species, row.doubt)
    found = dict(zip(ANSWER_COLUMNS, cells, strict=True))
    return {each: found[each] for each in _SHOWN}


def _of_rule(rule: str) -> dict[str, object]:
    """Return what the page says of a row by the rule that its genes were found by."""
    return {"names_several": rule == KeyRule.SEVERAL_NAMES.value, "was_date": rule == KeyRule.SPREADSHEET_DATE.value}


def _filled(fields: Mapping[str, object], names: Sequence[str] = ()) -> Fields:
    wanted = {name: fields[name] for name in names} if names else fields
    return {name: value for name, value in wanted.items() if value not in (None, "", [], False)}
