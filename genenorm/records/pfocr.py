"""PFOCR figure records: markdown files whose front matter describes one figure of a paper, in two layouts."""

from __future__ import annotations

from collections.abc import Sequence

from genenorm.core.errors import RecordError
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.yaml_block import YamlText

_NAMES_PATH = ("schema-jsonld", "keywords")
"""The keys that lead to a figure's names; the top-level ``keywords`` are the authors' keywords for the paper."""
_MISSING_VALUES = frozenset({"", "NA", ".na.character", ".na", "null", "~"})
"""Texts that YAML and the R program that made the records write for a missing value. In the names, ``NA`` is a name."""
_MISSING_NAMES = ((".na.character",), ("null",), ("~",))
"""Lists of names that mean "no names"."""


def read_pfocr(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the record of one figure; its answers are written into the front matter."""
    page = FrontMatter.parse(data, source, options.largest)

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        rows = answers[0]
        return page.with_block(rows.yaml_items(), rows.yaml_scope_items(), rows.reference)

    record = figure_record(page, source, needs_names=not options.without_names)
    return RecordFile((record,), rewrite, page.without_block, page.yaml.has_block)


def read_figure(data: bytes, source: str) -> Record:
    r"""Return the record of one figure, given by the bytes of its file; raises RecordError when it cannot be read.

    >>> page = b"---\nfigid: f1\nschema-jsonld:\n  keywords:\n  - 'On'\n  - NO\norganisms: Homo sapiens\n---\n"
    >>> record = read_figure(page, "f1.md")
    >>> record.record_id, record.names, record.organisms
    ('f1', ('On', 'NO'), ('Homo sapiens',))
    """
    return figure_record(FrontMatter.parse(data, source), source)


def figure_record(page: FrontMatter, source: str, *, needs_names: bool = True) -> Record:
    """Return the record that the front matter of a page describes; raises RecordError when it lacks names it needs."""
    yaml = page.yaml
    names = yaml.values(*_NAMES_PATH)
    if names in _MISSING_NAMES:
        names = ()
    names = names or _symbols_of_old_table(page)
    if not names and needs_names:
        node = yaml.node(*_NAMES_PATH) or yaml.node(_NAMES_PATH[0])
        line = yaml.line(node) if node is not None else None
        raise RecordError(source, f"no keywords: {'.'.join(_NAMES_PATH)} is missing or empty", line)
    return Record(
        source=source,
        record_id=yaml.value("figid") or source,
        names=names,
        title=_value_or_empty(yaml.value("figtitle")),
        paper_title=_value_or_empty(yaml.value("papertitle")),
        caption=_value_or_empty(yaml.value("caption")),
        organisms=tuple(name for name in yaml.values("organisms") if _value_or_empty(name)),
        machine_organisms=tuple(name for name in yaml.values("organisms_ner") if _value_or_empty(name)),
        author_keywords=_author_keywords(yaml),
        journal=_value_or_empty(yaml.value("journal_title")),
        pmcid=_value_or_empty(yaml.value("pmcid")),
        filename=_value_or_empty(yaml.value("filename")),
        names_are_symbols=True,
    )


def _author_keywords(yaml: YamlText) -> str:
    node = yaml.node("keywords")
    if node is None or node.id == "mapping":
        return ""
    words = [str(item.value) for item in node.value if item.id == "scalar"] if node.id == "sequence" else [node.value]
    yaml.expansion("keywords").spend(sum(map(len, words)))
    return " | ".join(word for word in words if _value_or_empty(word))


def _value_or_empty(value: str) -> str:
    return "" if value.strip() in _MISSING_VALUES else value


def _symbols_of_old_table(page: FrontMatter) -> tuple[str, ...]:
    """Return the symbols in the ``genes`` table of the older layout, for a record without keywords."""
    table = page.yaml.node("genes")
    if table is None or table.id != "sequence":
        return ()
    expansion = page.yaml.expansion("genes")
    for row in table.value:
        expansion.spend(len(row.value))
    rows = [
        {key.value: cell.value for key, cell in row.value if key.id == cell.id == "scalar"}
        for row in table.value
        if row.id == "mapping"
    ]
    symbols = (str(row.get("hgnc_symbol") or row.get("symbol") or "") for row in rows)
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))
