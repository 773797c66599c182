"""PFOCR figure records: markdown whose front matter describes one figure of a paper, in both layouts."""

from __future__ import annotations

from genenorm.core.errors import RecordError
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.record import Record
from genenorm.records.yaml_block import YamlText

KEYWORDS = ("schema-jsonld", "keywords")
"""Where a figure's names are; the top-level ``keywords`` are the paper's author keywords, not names."""
_MISSING = frozenset({"", "NA", ".na.character", ".na", "null", "~"})
"""How the records write "no value" (an R program made them), and YAML. A name ``NA`` is a name all the same."""

_NO_NAMES = ((".na.character",), ("null",), ("~",))


def read(data: bytes, source: str) -> Record:
    r"""Return the record of one figure; raises RecordError naming the file, the line and the cause.

    >>> page = b"---\nfigid: f1\nschema-jsonld:\n  keywords:\n  - 'On'\n  - NO\norganisms: Homo sapiens\n---\n"
    >>> record = read(page, "f1.md")
    >>> record.record_id, record.names, record.organisms
    ('f1', ('On', 'NO'), ('Homo sapiens',))
    """
    return record_of(FrontMatter.parse(data, source), source)


def record_of(page: FrontMatter, source: str) -> Record:
    """Return the record that a page already split describes."""
    yaml = page.yaml
    names = yaml.values(*KEYWORDS)
    if names in _NO_NAMES:
        names = ()
    if not names and not (names := _old_table(page)):
        node = yaml.node(*KEYWORDS) or yaml.node(KEYWORDS[0])
        line = yaml.line(node) if node is not None else None
        raise RecordError(source, f"no keywords: {'.'.join(KEYWORDS)} is missing or empty", line)
    return Record(
        source=source,
        record_id=yaml.value("figid") or source,
        names=names,
        title=_known(yaml.value("figtitle")),
        paper_title=_known(yaml.value("papertitle")),
        caption=_known(yaml.value("caption")),
        organisms=tuple(name for name in yaml.values("organisms") if _known(name)),
        machine_organisms=tuple(name for name in yaml.values("organisms_ner") if _known(name)),
        author_keywords=_author_keywords(yaml),
        journal=_known(yaml.value("journal_title")),
        pmcid=_known(yaml.value("pmcid")),
        filename=_known(yaml.value("filename")),
    )


def _author_keywords(yaml: YamlText) -> str:
    node = yaml.node("keywords")
    if node is None or node.id == "mapping":
        return ""
    words = [str(item.value) for item in node.value if item.id == "scalar"] if node.id == "sequence" else [node.value]
    return " | ".join(word for word in words if _known(word))


def _known(value: str) -> str:
    return "" if value.strip() in _MISSING else value


def _old_table(page: FrontMatter) -> tuple[str, ...]:
    """Return the symbols of the older layout's own ``genes`` table, for a record without keywords."""
    table = page.yaml.node("genes")
    if table is None or table.id != "sequence":
        return ()
    rows = [
        {key.value: cell.value for key, cell in row.value if key.id == cell.id == "scalar"}
        for row in table.value
        if row.id == "mapping"
    ]
    symbols = (str(row.get("hgnc_symbol") or row.get("symbol") or "") for row in rows)
    return tuple(dict.fromkeys(symbol for symbol in symbols if symbol))
