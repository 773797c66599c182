"""What a record made by a program accepts."""

from __future__ import annotations

import pytest

from genenorm.core.errors import UnknownTaxonError
from genenorm.records.record import Record


def test_names_may_be_any_sequence_and_are_kept_as_a_tuple() -> None:
    assert Record("s", "r", ["GRIN1", "Grin1"]).names == ("GRIN1", "Grin1")  # type: ignore[arg-type]
    assert Record("s", "r", ("GRIN1", None, 7157)).names == ("GRIN1", "", "7157")  # type: ignore[arg-type]


def test_one_text_is_not_taken_for_a_sequence_of_letters() -> None:
    with pytest.raises(TypeError, match=r"\('GRIN1',\), not one text"):
        Record("s", "r", "GRIN1")  # type: ignore[arg-type]


def test_species_are_names_or_taxon_ids() -> None:
    record = Record("s", "r", ("GRIN1",), species=("mouse", 9606))  # type: ignore[arg-type]
    assert record.species == record.context.species == (10090, 9606)
    with pytest.raises(UnknownTaxonError, match="unicorn"):
        Record("s", "r", ("GRIN1",), species=("unicorn",))  # type: ignore[arg-type]
