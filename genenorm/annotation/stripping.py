"""Files without the answers in them, which are known by their marks: neither the index nor the names are needed."""

from __future__ import annotations

from dataclasses import replace

from genenorm.records.formats import read_record_file
from genenorm.records.source import ReadOptions, RecordFile


def strip_file(data: bytes, name: str, *, options: ReadOptions | None = None) -> bytes:
    r"""Return a file's bytes as they were before genenorm wrote answers into it.

    :param data: the file's bytes.
    :param name: the file's name, which shows the format unless ``options.form`` does.
    :param options: how to read the file.
    :returns: the bytes without answers; ``data`` itself for a file without answers, and for a format whose answers
        cannot be removed.
    :raises RecordError: the file cannot be read.

    >>> strip_file(b"gene,genenorm_gene_id\nGRIN1,2902\n", "genes.csv")
    b'gene\nGRIN1\n'
    """
    return stripped(read_to_strip(data, name, options), data)


def read_to_strip(data: bytes, name: str, options: ReadOptions | None = None) -> RecordFile:
    """Return a file that is read to remove its answers, for which it need not be clear where it has names."""
    return read_record_file(data, name, replace(options or ReadOptions(), answers_only=True, without_names=True))


def notes_on_stripping(record_file: RecordFile) -> tuple[str, ...]:
    """Return why a file has no answers to remove, in words; nothing for a file that has some."""
    if record_file.strip is None:
        return ("left as it is: this format does not tell answers from what else it has",)
    return () if record_file.annotated else ("no answers in it, left as it is",)


def stripped(record_file: RecordFile, data: bytes) -> bytes:
    """Return the bytes of a file without the answers in it; ``data`` itself when it has none."""
    return record_file.strip() if record_file.strip is not None and record_file.annotated else data
