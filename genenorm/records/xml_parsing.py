"""Parsing XML files with expat, which knows the offset in the file of each element."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode_text

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_HANDLERS = ("StartElementHandler", "EndElementHandler", "CharacterDataHandler", "CommentHandler")


def parse_xml(parser: XMLParserType, data: bytes, source: str) -> None:
    """Parse a whole XML file with a parser whose handlers are set; they are released at the end.

    Nothing outside the file is read, and entities that would expand to very much text are an error. Raises RecordError
    with the line of an error in the XML; ValueError, IndexError and KeyError of the handlers are left to the caller.
    """
    if b"\0" in data or not data.strip():
        decode_text(data, source)  # for its errors; expat decodes XML itself, by the encoding that the file declares
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise RecordError(source, f"not valid XML: {expat.ErrorString(error.code)}", error.lineno) from error
    except (IndexError, KeyError):
        raise
    except LookupError as error:  # expat asks Python for encodings that it does not know itself
        raise RecordError(source, f"not valid XML: {error}", 1) from error
    finally:  # a parser and the object of its handlers would keep each other in memory
        for name in _HANDLERS:
            setattr(parser, name, None)
