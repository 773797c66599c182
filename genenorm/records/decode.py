"""Decoding the bytes of text files; the errors say what kind of file it is instead."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from genenorm.core.errors import RecordError

_BYTE_ORDER_MARK = "\ufeff"
_UTF_32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_GZIP_START = b"\x1f\x8b"

NOT_TEXT = "the file is binary, not text"
"""The cause of an error for a file that is no text."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    r"""The text of a UTF-8 file, with its byte order mark kept apart.

    >>> DecodedText("\ufeff", "GRIN1").text
    '\ufeffGRIN1'
    """

    mark: str
    """``U+FEFF`` when the file starts with a byte order mark, else empty."""
    body: str
    """The text after the mark."""

    @property
    def text(self) -> str:
        """The whole text, byte order mark included; encoded as UTF-8 it gives the bytes of the file."""
        return self.mark + self.body


def decode_text(data: bytes, source: str, *, may_be_empty: bool = False) -> DecodedText:
    r"""Return the text of a UTF-8 file; ``source`` is the file's name for error messages.

    Raises RecordError for a file that is empty (unless it may be), compressed, binary or in another encoding.

    >>> decode_text("\ufeffIL-1β".encode(), "a.txt").body
    'IL-1β'
    """
    if not may_be_empty and not data.removeprefix(_BYTE_ORDER_MARK.encode()).strip():
        raise RecordError(source, "the file is empty")
    if data.startswith(_UTF_32_MARKS):
        raise RecordError(source, "the text is UTF-32; save it as UTF-8")
    if data.startswith(_UTF_16_MARKS):
        raise RecordError(source, "the text is UTF-16; save it as UTF-8")
    if data.startswith(_GZIP_START):
        raise RecordError(source, "the file is gzip-compressed; expand it, or rename it so that its name ends in .gz")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise RecordError(source, NOT_TEXT) from error
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordError(source, f"not UTF-8 text (byte 0x{data[error.start]:02x}); save it as UTF-8", line) from error
    body = text.removeprefix(_BYTE_ORDER_MARK)
    if "\0" in text and not body.startswith("---"):  # front matter gets the YAML reader's error, which names the line
        raise RecordError(source, NOT_TEXT)
    return DecodedText(text[: len(text) - len(body)], body)


_START_LENGTH = 1 << 12
"""The least number of bytes at the start of a large file that tell whether it is text."""


def check_text_start(data: bytes, source: str) -> None:
    r"""Raise RecordError for a file whose first lines are not UTF-8 text, as ``decode_text`` does.

    It is for large files whose lines are not all decoded.

    >>> check_text_start(b"GRIN1\n", "a.gtf")
    """
    end_of_line = data.find(b"\n", _START_LENGTH)
    decode_text(data if end_of_line < 0 else data[: end_of_line + 1], source)


_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str, source: str, line: int = 1) -> Any:
    r"""Return the value of a JSON text, with numbers as strings, exactly as written.

    ``line`` is the line of the file on which the text starts. Raises RecordError with the line of an error. An unpaired
    surrogate (``\ud83e`` alone) is an error too: JSON can write it, but no UTF-8 file can hold it.

    >>> parse_json('{"x": [1.50, "A"]}', "a.json")
    {'x': ['1.50', 'A']}
    """
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        if _SURROGATE_ESCAPE.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise RecordError(source, f"not valid JSON: {error.msg}", line + error.lineno - 1) from error
    except UnicodeEncodeError as error:
        escape = ascii(error.object[error.start])[1:-1]
        raise RecordError(source, f"not valid text: {escape} is an unpaired surrogate", line) from error
    except RecursionError as error:
        raise RecordError(source, "not readable JSON: nested too deeply", line) from error
    return value
