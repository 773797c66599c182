"""How the names of a long list are spelled: what ``fold``, ``mark`` and their like say, for all names together.

Most names are ASCII characters that begin and end with a letter or digit, and most of these are one word. What follows
from their characters is read in one array; all other names are asked one by one. A test holds both equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from genenorm.index.identifiers import SHORTEST_ACCESSION, identifier_starts, may_be_identifier
from genenorm.index.schema import mark
from genenorm.resolver.name_evidence import CASING_CODES
from genenorm.text.conventions import STYLED_END, STYLED_LENGTH, STYLED_MARKS, case_pattern, style_starts, style_taxon
from genenorm.text.forms import LONGEST_TEXT, SHORTEST_SEQUENCE, form_starts
from genenorm.text.identifier_types import FEWEST_DIGITS, type_starts
from genenorm.text.keys import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[numpy.int64]
    Bools = NDArray[numpy.bool_]

_BETWEEN, _UPPER, _LOWER, _DIGIT, _OTHER, _STYLED = 0, 1, 2, 4, 8, 16


def _class_of(character: str) -> int:
    if character.isalpha():
        return _UPPER if character.isupper() else _LOWER
    if character.isdigit():
        return _DIGIT
    return _STYLED if character in STYLED_MARKS else _OTHER


_CLASSES = numpy.array([_class_of(chr(code)) for code in range(128)], numpy.uint8)
"""The class of each ASCII character of a name; what is between two names has one of its own."""
_CASINGS = numpy.array([CASING_CODES[casing] for casing in ("none", "upper", "lower", "title")])
_MIXED = 4
_MARKS = numpy.array([0, 0, 1, 2])
"""The marks of words without letters, in upper case, in lower case, and capitalized."""


def _table(beginnings: Iterable[str]) -> Bools:
    """Return which of all pairs of ASCII characters are among some, or begin with one of them, by their number."""
    table = numpy.zeros((256, 256), bool)
    for text in filter(str.isascii, beginnings):
        table[ord(text[0]), ord(text[1]) if len(text) > 1 else slice(None)] = True
    return table.ravel()


_SECOND_DIGIT: Bools = numpy.isin(numpy.arange(1 << 16) & 255, [ord(digit) for digit in "0123456789"])


def _beginnings(packed: bytes, starts: Ints, sizes: Ints) -> Ints:
    """Return the first two characters of each name as a number; 0 in place of a missing one."""
    data: Ints = numpy.frombuffer(packed + b"\0\0", numpy.uint8).astype(numpy.int64)
    first, second = data[starts], data[starts + 1]
    first[sizes < 1], second[sizes < 2] = 0, 0
    both: Ints = first << 8 | second
    return both


def _keys(packed: bytes, classes: NDArray[numpy.uint8]) -> list[bytes]:
    """Return the folded names, as ``fold`` does for ASCII: letters, digits, and a dash for what is between digits."""
    text = numpy.frombuffer(packed.lower(), numpy.uint8).copy()
    is_kept = classes < _OTHER
    kept = numpy.flatnonzero(is_kept)
    left, right = kept[:-1], kept[1:]
    dashes = left[(right > left + 1) & (classes[left] == _DIGIT) & (classes[right] == _DIGIT)] + 1
    text[dashes], is_kept[dashes] = ord("-"), True
    return text[is_kept].tobytes().split(b"\n")


class SpelledNames:
    """The spelling of each name of a list.

    >>> spelled = SpelledNames(["GRIN1", "IL-1β", "+"])
    >>> spelled.keys, spelled.is_alnum.tolist(), spelled.marks.tolist()[0] == mark("GRIN1")
    ([b'grin1', b'il1beta', b''], [True, False, False], True)
    """

    def __init__(self, names: Sequence[str]) -> None:
        texts = [name if name.isascii() else "" for name in names]
        sizes = numpy.fromiter(map(len, texts), numpy.int64, len(texts))
        packed = "\n".join(texts).encode("ascii")
        ends = numpy.cumsum(sizes + 1) - 1
        starts = ends - sizes
        some = numpy.flatnonzero(sizes)
        classes = _CLASSES[numpy.frombuffer(packed, numpy.uint8)]
        classes[ends[:-1]] = _BETWEEN
        found = numpy.full(len(names), _OTHER, numpy.uint8)
        uppers, digits = numpy.zeros((2, len(names)), numpy.int64)
        if len(some):
            found[some] = numpy.bitwise_or.reduceat(classes, starts[some])
            uppers[some] = numpy.add.reduceat(classes == _UPPER, starts[some], dtype=numpy.int64)
            digits[some] = numpy.add.reduceat(classes == _DIGIT, starts[some], dtype=numpy.int64)
        is_word = found < _OTHER
        first, last = numpy.full(len(names), _OTHER, numpy.uint8), numpy.full(len(names), _OTHER, numpy.uint8)
        first[some], last[some] = classes[starts[some]], classes[ends[some] - 1]
        is_parts = ~is_word & (first < _OTHER) & (last < _OTHER)
        letters = found & (_UPPER | _LOWER)
        is_title = (letters == _UPPER | _LOWER) & (uppers == 1) & (first == _UPPER)
        casing = numpy.where(is_title, 3, numpy.where(letters == _UPPER | _LOWER, _MIXED, letters))

        self.keys = _keys(packed, classes) if names else []
        """The folded names, encoded; empty for names without a letter or digit."""
        self.is_alnum = is_word.copy()
        """Whether a name consists of letters and digits."""
        simple = numpy.where((is_word | is_parts) & (casing < _MIXED), casing, 0)
        self.casing = _CASINGS[simple]
        """The bits of evidence codes for the casing."""
        self.marks = _MARKS[simple]
        """The marks of the spellings, as postings have them."""
        for place in numpy.flatnonzero(is_word & (casing == _MIXED)).tolist():
            self.marks[place] = mark(names[place])
        begin = _beginnings(packed, starts, sizes)
        self.may_be_identifier = (
            (is_word | is_parts)
            & (last == _DIGIT)
            & (
                _table(identifier_starts())[_beginnings(packed.upper(), starts, sizes)]
                | (found == _DIGIT)
                | (_SECOND_DIGIT[begin] & (sizes >= SHORTEST_ACCESSION))
            )
        )
        """Whether a name may be an identifier."""
        by_sequence = (last == _UPPER) & (sizes >= SHORTEST_SEQUENCE)
        self.may_be_formed = ~is_word | _table(form_starts())[begin] | (found == _DIGIT) | by_sequence
        self.may_be_formed |= sizes > LONGEST_TEXT
        """Whether a name may have a form (``may_have_form``), or be too long; true of all that are no words."""
        is_typed = _table(type_starts())[begin] | _SECOND_DIGIT[begin] | (digits >= FEWEST_DIGITS)
        before_last = classes[numpy.maximum(ends - 2, 0)] if len(packed) else last
        self.may_have_note = self.may_be_formed | is_typed & ((last == _DIGIT) | (before_last == _DIGIT))
        """Whether a name may have a note (``note_of_unknown``) if it is unknown; true of all that are no words."""
        self.styles: dict[int, int] = {}
        """Taxon ids of the only species whose symbols are written so, by the place of the name."""
        end = numpy.zeros(len(names), numpy.uint8)
        end[some] = numpy.frombuffer(packed, numpy.uint8)[ends[some] - 1]
        is_styled_word = (sizes == STYLED_LENGTH) | (end == ord(STYLED_END))
        is_styled_word &= (first == _UPPER) & (found & _DIGIT > 0)
        is_styled_name = (found & _STYLED > 0) | (first == _LOWER) | (sizes == 0)  # or it is not ASCII
        styled = numpy.where(is_word, is_styled_word, is_styled_name) | _table(style_starts())[begin]
        for place in numpy.flatnonzero(styled).tolist():
            if (taxon := style_taxon(names[place])) is not None:
                self.styles[place] = taxon
        places = numpy.flatnonzero(~is_word)
        self.marks[places] = [mark(names[place]) for place in places.tolist()]
        for place in numpy.flatnonzero(~(is_word | is_parts)).tolist():
            self._add_other(place, names[place])

    def _add_other(self, place: int, name: str) -> None:
        """Add what does not follow from the characters of a name: it has others, or others at its ends."""
        self.keys[place] = (fold(name) or "").encode()
        self.is_alnum[place] = name.isalnum()
        self.casing[place] = CASING_CODES[case_pattern(name)]
        self.may_be_identifier[place] = may_be_identifier(name)
