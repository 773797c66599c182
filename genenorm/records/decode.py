"""Bytes of a text file to text, with an error that says what the file is instead."""

from __future__ import annotations

import json
import re
from typing import Any

from genenorm.core.errors import RecordError

_ENCODING_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def decode(data: bytes, source: str) -> str:
    r"""Return the text of a UTF-8 file, byte order mark included, so that encoding it gives the same bytes.

    >>> decode("\ufeffIL-1β".encode(), "a.txt")
    '\ufeffIL-1β'
    """
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise RecordError(source, "the file is empty")
    for start, encoding in _ENCODING_MARKS:
        if data.startswith(start):
            raise RecordError(source, f"the text is {encoding}; save it as UTF-8")
    if data.startswith(b"\x1f\x8b"):
        raise RecordError(source, "gzip-compressed; read it under a name that ends in .gz, or expand it first")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise RecordError(source, "a binary file, not text") from error
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordError(source, f"not UTF-8 text (byte 0x{data[error.start]:02x})", line) from error
    if "\0" in text and not text.startswith(("---", "\ufeff---")):
        raise RecordError(source, "a binary file, not text")
    return text


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str, source: str, line: int = 1) -> Any:
    r"""Return what a JSON text says, numbers as they are written.

    Raises RecordError with the line of what is wrong; half a character (``\ud83e`` alone), which JSON can write and no
    file can hold, is wrong too.

    >>> parse_json('{"x": [1.50, "A"]}', "a.json")
    {'x': ['1.50', 'A']}
    """
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise RecordError(source, f"not valid JSON: {error.msg}", line + error.lineno - 1) from error
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])[1:-1]
        raise RecordError(source, f"not text: {half} is half a character", line) from error
    except RecursionError as error:
        raise RecordError(source, "not readable JSON: nested too deeply", line) from error
    return value
