"""What answers say in words: notes of names that are unknown, open, or dates."""

from __future__ import annotations

from genenorm.text.forms import may_have_form
from genenorm.text.identifier_types import identifier_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from genenorm.index.reference import Reference

_MOST_READINGS = 3
SURE = 0.74
"""The least score of an answer that needs no look at its rivals."""
COPY_OR_NAME = "a name of its own, or a symbol with the number of a program"
CONTRADICTION = "its parts name different genes"
PARTLY_KNOWN = "some of its identifiers are not in the index"
PART_NOT_IN_INDEX = "several names, and the index lacks one"
NOT_IN_INDEX = "no such name in the index"
ROW_NUMBER = "the number of a row: the list is consecutive numbers, no GeneIDs"
AS_DATE = "as a date of a spreadsheet it may be"
FAULT = "an error of genenorm"
"""Begins the note of a name that ended in an exception nobody expected; the exception follows."""
SEVERAL_OF_GROUP = "several genes of one species may be meant, all of one homology group"
SYMBOL_ELSEWHERE = "its symbol in other species too"


def may_be_meant(count: int) -> str:
    """Return the note of an ambiguous name with this number of candidates."""
    return "1 gene may be meant, or none" if count == 1 else f"{count} genes may be meant"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: ``1 member``, ``7 members``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def species_open(count: int) -> str:
    """Return the note of a name that means a homology group with genes of this number of species."""
    return SEVERAL_OF_GROUP if count == 1 else f"only the species is open ({count} possible)"


def note_of_unknown(name: str) -> str:
    """Return what an unknown name is that has the form of something else than a gene; an empty string for others."""
    if may_have_form(name):
        from genenorm.text import forms
        from genenorm.text.damage import from_date

        if note := forms.note_of_unknown(name, " or ".join(from_date(name)[:1])):
            return note
        if forms.may_have_identifier(name):
            from genenorm.text.identifier_forms import inner_identifiers

            types = map(identifier_type, inner_identifiers(name))
            if note := next((found.note for found in types if found is not None), ""):
                return note
        from genenorm.text.no_names import kind_of_text

        return f"{kind}, no name of a gene" if (kind := kind_of_text(name)) else ""
    found = identifier_type(name)
    return "" if found is None else found.note


def either(rows: Sequence[int], reference: Reference) -> str:
    """Return the symbols of the first genes of some, given by their row numbers: ``MARCHF1 or MTARC1``."""
    symbols = {reference.symbol(row).upper(): reference.symbol(row) for row in reversed(rows)}
    return " or ".join(list(symbols.values())[::-1][:_MOST_READINGS])


def number_or_date(rows: Sequence[int], reference: Reference) -> str:
    """Return the note of a GeneID that may be the date of a spreadsheet, made of the symbols of these genes."""
    return f"a GeneID; {AS_DATE} {either(rows, reference)}"
