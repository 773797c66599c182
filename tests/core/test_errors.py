"""Exceptions cross process borders with their message and attributes."""

from __future__ import annotations

import copy
import pickle

import pytest

from genenorm.core import errors

ERRORS = [
    errors.GenenormError("a"),
    errors.UnknownReferenceError("offical", ("shipped", "official"), "X: "),
    errors.RecordError("r.md", "no front matter", line=1),
    errors.UnknownTaxonError("unicorn", ("human", "mouse")),
    errors.MissingExtraError("writing Parquet", "parquet"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_exception_is_pickled_and_copied_with_its_message_and_attributes(error: errors.GenenormError) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)
