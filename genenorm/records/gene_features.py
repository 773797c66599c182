"""Genome annotation (GTF, GFF3): the names are in the attributes of gene lines; answers are added as attributes.

Every line has nine columns; the last has attributes, in GTF as ``gene_name "GRIN1";``, in GFF3 as ``Name=GRIN1;``.
Which of the two a file has is seen from its first attributes, since the suffix ``.gff`` is used for both.

The lines of genes get the answers. In a file without such lines, the first line of each gene stands for it. Files may
have millions of lines, so only the lines of genes are decoded and kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote

from genenorm.core.errors import RecordError
from genenorm.records.answer_fields import ANSWER_PREFIX
from genenorm.records.decode import check_text_start
from genenorm.records.genomes import taxa_of_builds, taxon_of_organism
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.splices import spliced
from genenorm.records.yaml_rows import AnswerCell

_COLUMNS = 9
_GENE_KIND = re.compile(rb"(?:.*_)?(?:pseudo)?gene", re.DOTALL)
"""Kinds of lines that stand for a gene: ``gene``, ``pseudogene``, ``ncRNA_gene`` and their like."""
_NAMES = ("gene_name", "gene", "gene_symbol", "ref_gene_name", "Name", "gene_id", "locus_tag", "ID")
"""Attributes of a gene's line that have its name, the best first; identifiers are for genes without a name."""
_NAMES_ON_PARTS = ("gene_name", "gene", "gene_symbol", "ref_gene_name", "gene_id")
"""Those that have the gene's name also on the line of a transcript or exon."""
_GENE_KEYS = ("gene_id", "gene", "gene_name", "gene_symbol")
"""Attributes that tell to which gene the line of a transcript or exon belongs."""
_PART_KEY = re.compile(rb'(?<!\w)(?:gene_id|gene)[ =]"?[^;"]+')
"""The gene of such a line as it is written, which is found faster than by reading all attributes."""
_PART_NAMES = (b"gene_name", b"gene_symbol", b'gene "', b"gene=")
"""Parts of the attributes with the name of a gene, which some lines of the gene may lack."""
_CROSS_REFERENCES = ("dbxref", "db_xref")
_ID_MARK = re.compile(r"^gene[:-](?=.)", re.IGNORECASE)
"""What Ensembl, WormBase (``gene:ENSG…``) and NCBI (``gene-GRIN1``) write before the identifier of a gene."""
_GFF3_START = re.compile(rb"\s*[^\s=\"]+=")
_GTF_ATTRIBUTE = re.compile(r'([^\s;"=]+)\s+(?:"([^"]*)"|([^\s;"]+))')
_SKIPPED_LINE = re.compile(rb"\s*$|(?:track|browser)\s")
_SEQUENCE_START = (b"##FASTA", b">")
_PRAGMA = re.compile(r"#+!?\s*(species|organism|genome-build|genome-version|assembly|description)\b:?\s*(.*)", re.I)
_MARK = b"\xef\xbb\xbf"

_REFERENCE_LINE = b"#!genenorm-reference "
"""Start of the line with the stamp of the index, after the comments at the start of the file."""
_ANSWERS = re.compile(
    # after a last attribute with a semicolon, and after one without; in GTF, then in GFF3
    rb'(?<=;)(?: genenorm_\w+ "[^"]*";)+\Z|(?:; genenorm_\w+ "[^"]*")+\Z'
    rb"|(?<=;)(?:genenorm_\w+=[^;]*;)+\Z|(?:;genenorm_\w+=[^;]*?)+\Z"
)
_ANSWER_KEY = re.compile(rb"(?:^|[;\s])genenorm_\w+[ =]")
_GTF_UNSAFE = {ord('"'): "'", ord(";"): ",", **dict.fromkeys((*range(32), 127), " ")}
"""GTF has no way to write these characters in an attribute."""
_GFF3_UNSAFE = {ord(ch): f"%{ord(ch):02X}" for ch in [*map(chr, range(32)), *"%;=&,\x7f"]}


@dataclass(frozen=True, slots=True)
class _Gene:
    name: str
    key: str
    """What tells it from the other genes of the file."""
    start: int
    """Offset in the file at which its answers are written."""
    end: int
    """Offset after the answers of an earlier run; ``start`` when there are none."""
    after_semicolon: bool


@dataclass(slots=True)
class _Features:
    """What is read of a file."""

    genes: list[_Gene] = field(default_factory=list)
    answers: list[tuple[int, int]] = field(default_factory=list)
    """Offsets of the start and end of the attributes, and of the line, that an earlier run wrote."""
    header_end: int = 0
    """Offset after the comments at the start of the file."""
    is_gff3: bool = False
    taxa: dict[int, None] = field(default_factory=dict)
    organisms: dict[str, None] = field(default_factory=dict)
    """Organisms and genome builds that the file states and that are not known."""


def read_gene_features(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    r"""Return the genes of a GTF or GFF3 file as one record, one name for each line of a gene.

    ``options.column`` names the attribute with the names; without it a gene's best name is taken. The species that the
    file states, by name or genome build, is that of the names. Raises RecordError for a line that has not nine columns,
    and for a file without genes.

    >>> line = b'1\tensembl\tgene\t1\t9\t.\t+\t.\tgene_id "ENSG00000176884"; gene_name "GRIN1";\n'
    >>> read_gene_features(b"#!genome-build GRCh38.p14\n" + line, "a.gtf", ReadOptions()).records[0].names
    ('GRIN1',)
    """
    check_text_start(data, source)
    features = _Reader(data, source, options.column).features

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        rows = answers[0]
        write = _gff3_attributes if features.is_gff3 else _gtf_attributes
        edits = [
            (gene.start, gene.end, write(cells, gene.after_semicolon).encode())
            for gene, cells in zip(features.genes, _cells(rows), strict=True)
        ]
        replaced = {gene.start for gene in features.genes}
        edits += [(start, end, b"") for start, end in features.answers if start not in replaced]
        if rows.reference:
            newline = b"\r\n" if data[: data.find(b"\n") + 1].endswith(b"\r\n") else b"\n"
            edits.append(
                (features.header_end, features.header_end, _REFERENCE_LINE + rows.reference.encode() + newline)
            )
        return spliced(data, edits)

    def strip() -> bytes:
        return spliced(data, [(start, end, b"") for start, end in features.answers]) if features.answers else data

    organisms = () if features.taxa else tuple(features.organisms)
    names = tuple(gene.name for gene in features.genes)
    record = Record(source, source, names, organisms=organisms, species=tuple(features.taxa))
    return RecordFile((record,), rewrite, strip, bool(features.answers))


class _Reader:
    """Reads the lines of a file into ``features``."""

    def __init__(self, data: bytes, source: str, attribute: str) -> None:
        self.features = _Features()
        self._source = source
        self._attribute = attribute
        self._seen: dict[str, None] = {}  # attributes of lines without a name, for an error message
        self._read_attributes: Callable[[str], Iterator[tuple[str, str]]] | None = None
        self._parts: dict[str, _Gene] = {}  # the first line of each gene, until a line of a gene is found
        self._part_keys: dict[bytes, bool] = {}  # the genes of these lines as written, and whether they have a name
        self._read_lines(data)
        if not self.features.genes:
            self.features.genes = list(self._parts.values())
        if not self.features.genes:
            raise RecordError(source, self._no_genes())

    def _read_lines(self, data: bytes) -> None:
        features = self.features
        place, in_header, has_genes = 0, True, False
        is_gene_kind: dict[bytes, bool] = {}
        for number, line in enumerate(BytesIO(data), start=1):
            start, place = place, place + len(line)
            if number == 1 and line.startswith(_MARK):
                line, start = line[len(_MARK) :], len(_MARK)
                features.header_end = start
            if line.startswith(_SEQUENCE_START):
                break
            if line.startswith(b"#"):
                if line.startswith(_REFERENCE_LINE):
                    features.answers.append((start, place))
                elif in_header:
                    features.header_end = place
                self._read_pragma(line)
                continue
            cells = line.split(b"\t")
            if len(cells) != _COLUMNS:
                if _SKIPPED_LINE.match(line):
                    continue
                cause = f"{len(cells)} columns; a line of GTF or GFF3 has {_COLUMNS}, separated by tabs"
                raise RecordError(self._source, cause, number)
            in_header = False
            kind, column = cells[2], cells[8]
            if (is_gene := is_gene_kind.get(kind)) is None:
                is_gene = is_gene_kind[kind] = _GENE_KIND.fullmatch(kind) is not None
            if is_gene:
                has_genes = True
                features.genes += self._named_genes(column, place - len(column), number, _NAMES)
            elif not has_genes:
                self._read_part(column, place - len(column), number)
            elif b"genenorm_" in column:
                self._own_attributes(column, place - len(column), number)

    def _read_part(self, column: bytes, start: int, number: int) -> None:
        """Keep the line of a transcript or exon if it is the first of its gene, or the first with the gene's name."""
        found = _PART_KEY.search(column)
        is_named = self._part_keys.get(found[0]) if found else None
        if b"genenorm_" not in column and (is_named or (is_named is False and not _may_have_name(column))):
            return
        for gene in self._named_genes(column, start, number, _NAMES_ON_PARTS):
            first = self._parts.setdefault(gene.key, gene)
            if first.name == first.key != gene.name:
                self._parts[gene.key] = first = gene
            if found:
                self._part_keys[found[0]] = first.name != first.key or _may_have_name(column)

    def _read_pragma(self, line: bytes) -> None:
        found = _PRAGMA.match(line.decode("utf-8", "replace").strip())
        if found is None:
            return
        kind, text = found[1].lower(), found[2].strip()
        if kind in ("species", "organism"):
            taxon = taxon_of_organism(text)
            taxa: Iterable[int] = (taxon,) if taxon else ()
        else:
            taxa = taxa_of_builds(text)
        self.features.taxa.update(dict.fromkeys(taxa))
        if not taxa and text and kind != "description":
            self.features.organisms[text] = None

    def _own_attributes(self, column: bytes, start: int, number: int) -> tuple[bytes, int]:
        """Return a line's attributes without answers, and the offset in the file after the answers, if any."""
        own = column.rstrip()
        end = start + len(own)
        if b"genenorm_" not in own:
            return own, end
        if answers := _ANSWERS.search(own):
            self.features.answers.append((start + answers.start(), end))
            own = own[: answers.start()]
        if _ANSWER_KEY.search(own):
            cause = f"its {ANSWER_PREFIX}… attributes were edited or moved; remove them first"
            raise RecordError(self._source, cause, number)
        return own, end

    def _named_genes(self, column: bytes, start: int, number: int, names: Sequence[str]) -> tuple[_Gene, ...]:
        """Return the gene of a line by its attributes; none when it has no name."""
        own, end = self._own_attributes(column, start, number)
        if own in (b"", b"."):
            return ()
        if self._read_attributes is None:
            self.features.is_gff3 = _GFF3_START.match(own) is not None
            self._read_attributes = _attributes_of_gff3 if self.features.is_gff3 else _attributes_of_gtf
        try:
            text = own.decode()
        except UnicodeDecodeError as error:
            raise RecordError(self._source, f"not UTF-8 text (byte 0x{own[error.start]:02x})", number) from error
        attributes: dict[str, str] = {}
        for key, value in self._read_attributes(text):
            if key not in attributes or (key.lower() in _CROSS_REFERENCES and value.startswith("GeneID:")):
                attributes[key] = value
        keys = (self._attribute,) if self._attribute else names
        name = next((attributes[key] for key in keys if attributes.get(key)), "")
        if not name:
            self._seen.update(dict.fromkeys(attributes))
            return ()
        gene_key = next((attributes[key] for key in _GENE_KEYS if attributes.get(key)), name)
        return (_Gene(_ID_MARK.sub("", name, count=1), gene_key, start + len(own), end, own.endswith(b";")),)

    def _no_genes(self) -> str:
        if not self._seen:
            return "no genes: no line has attributes such as gene_name or Name"
        if self._attribute:
            columns = ", ".join(list(self._seen)[:20])
            return f"no gene has an attribute {self._attribute!r}; the attributes are: {columns}"
        return f"no gene has a name; name the attribute with --column: {', '.join(list(self._seen)[:20])}"


def _may_have_name(column: bytes) -> bool:
    return any(name in column for name in _PART_NAMES)


def _attributes_of_gtf(text: str) -> Iterator[tuple[str, str]]:
    return ((key, quoted or plain) for key, quoted, plain in _GTF_ATTRIBUTE.findall(text))


def _attributes_of_gff3(text: str) -> Iterator[tuple[str, str]]:
    for attribute in text.split(";"):
        key, _, value = attribute.strip().partition("=")
        several = value.split(",") if key.lower() in (*_CROSS_REFERENCES, "alias") else (value,)
        for one in several:
            yield key, unquote(one) if "%" in one else one


# -- answers --------------------------------------------------------------------------------------------------------


def _cells(rows: AnswerRows) -> Iterator[list[tuple[str, AnswerCell]]]:
    """Yield the fields of each answer behind the name, with their values; empty ones are left out."""
    names = [ANSWER_PREFIX + field for field in rows.fields[1:]]
    for row in rows.rows:
        yield [(name, cell) for name, cell in zip(names, row[1:], strict=True) if cell not in ("", None)]


def _gtf_attributes(cells: Iterable[tuple[str, AnswerCell]], after_semicolon: bool) -> str:
    form = ' {} "{}";' if after_semicolon else '; {} "{}"'
    return "".join(form.format(name, str(value).translate(_GTF_UNSAFE).strip()) for name, value in cells)


def _gff3_attributes(cells: Iterable[tuple[str, AnswerCell]], after_semicolon: bool) -> str:
    form = "{}={};" if after_semicolon else ";{}={}"
    return "".join(form.format(name, str(value).strip().translate(_GFF3_UNSAFE)) for name, value in cells)
