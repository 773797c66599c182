"""What is read in arrays of how names are spelled is what is found of each name."""

from __future__ import annotations

import random
from string import ascii_letters, digits

import numpy

from genenorm.index.identifiers import may_be_identifier
from genenorm.index.schema import mark
from genenorm.resolver.answer_notes import note_of_unknown
from genenorm.resolver.name_evidence import CASING_CODES
from genenorm.resolver.spelled_names import SpelledNames
from genenorm.text.conventions import case_pattern, style_taxon
from genenorm.text.forms import form_starts, may_have_form
from genenorm.text.identifier_types import type_starts
from genenorm.text.keys import fold

NAMES = (
    "", "-", "1", "A", "GRIN1", "grin1", "Grin1", "gRIN1", "IL-1β", "NKX2.1", "14-3-3", " TP53 ", "7157", "P04637",
    "ENSG00000141510", "p-ERK", "pSTAT3", "TP53.1", "mTrem2", "ACGTACGTAC", "ACGTAC", "MKVLAAGIVGLLLAQW", "gene12",
    "Tg(Tek-EGFP)15", "CG1234", "Y_RNA", "Snf7p", "É", "x\ud800y", "γH2AX", "12345678", "2-Sep", "HGNC:4584",
    "Snf7p\n", "AA123456\n", "unc-13\n", "A\n1", "\n",
)  # fmt: skip


def made_names() -> list[str]:
    """Return names of random characters, and with each beginning that may be one of a form, the same ones each time."""
    draw = random.Random(5)
    letters = ascii_letters + digits + digits
    made = ["".join(draw.choices(letters + "- .β", k=draw.randint(1, 9))) for _ in range(3000)]
    made += ["".join(draw.choices("ACGTU", k=draw.randint(6, 18))) for _ in range(200)]
    made += [start + "".join(draw.choices(letters + "-", k=4)) for start in sorted(form_starts()) for _ in range(5)]
    made += [
        start + "".join(draw.choices(digits, k=draw.choice((2, 6, 8)))) for start in type_starts() for _ in range(9)
    ]
    made += ["".join(draw.choices(".-_0123456789", k=draw.randint(1, 9))) for _ in range(300)]
    return [*NAMES, *made]


def test_names_are_spelled_in_a_list_as_alone() -> None:
    names = made_names()
    spelled = SpelledNames(names)
    assert spelled.keys == [(fold(name) or "").encode() for name in names]
    assert spelled.marks.tolist() == [mark(name) for name in names]
    assert spelled.is_alnum.tolist() == list(map(str.isalnum, names))
    assert spelled.casing.tolist() == [CASING_CODES[case_pattern(name)] for name in names]
    assert spelled.may_be_identifier.tolist() == list(map(may_be_identifier, names))
    formed = {place for place, name in enumerate(names) if may_have_form(name)}
    assert len(formed) > 500
    assert formed <= set(numpy.flatnonzero(spelled.may_be_formed).tolist())
    noted = {place for place, name in enumerate(names) if note_of_unknown(name)}
    assert len(noted) > 500
    assert noted <= set(numpy.flatnonzero(spelled.may_have_note).tolist())
    assert spelled.styles == {
        place: taxon for place, name in enumerate(names) if (taxon := style_taxon(name)) is not None
    }
