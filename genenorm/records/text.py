"""Bytes of a text file to text, with an error that says what the file is instead."""

from __future__ import annotations

from genenorm.errors import RecordError

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
