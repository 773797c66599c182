"""Parsing XML files with expat, which knows the offset in the file of each element."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode_text

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_HANDLERS = (
    "StartElementHandler",
    "EndElementHandler",
    "CharacterDataHandler",
    "CommentHandler",
    "ExternalEntityRefHandler",
    "SkippedEntityHandler",
)


_ENTITY_ELSEWHERE = "the text of the entity &{name}; is not in the file, and nothing else is read; write it out"


def escaped(text: str) -> str:
    """Return a text as the content of an XML element, like ``xml.sax.saxutils``, which imports an HTTP client.

    >>> escaped("A<B & B>C")
    'A&lt;B &amp; B&gt;C'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def parse_xml(parser: XMLParserType, data: bytes, source: str) -> None:
    """Parse a whole XML file with a parser whose handlers are set; they are released at the end.

    Nothing outside the file is read: an entity whose text is elsewhere is an error, and not an empty text, and so are
    entities that would expand to very much text. Raises RecordError with the line of an error in the XML; ValueError,
    IndexError and KeyError of the handlers are left to the caller.
    """

    def refuse(name: str, *_: object) -> int:
        raise RecordError(source, _ENTITY_ELSEWHERE.format(name=name), parser.CurrentLineNumber)

    parser.ExternalEntityRefHandler = refuse
    parser.SkippedEntityHandler = lambda name, is_parameter: None if is_parameter else refuse(name)
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
