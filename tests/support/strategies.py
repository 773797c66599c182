"""What tests of laws draw from: names, numbers, contexts, records and damaged files."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from genenorm.core.context import Context
from genenorm.index.reference import Reference
from tools.trust.damage import damaged
from tools.trust.names import known_names, made_name
from tools.trust.samples import sample_files

NUMBERS: SearchStrategy[str] = st.one_of(
    st.integers(-(10**40), 10**40).map(str),
    st.integers(0, 400_000).map(str),
    st.floats().map(repr),
    st.text(st.characters(categories=["Nd", "Nl", "No"]), min_size=1, max_size=30),
    st.sampled_from(["9" * 5_000, "0" * 400, "1e999", "0x1F", "1_000", "1,5", "-0", "+7157", "7157.0", "²", "½", "Ⅳ"]),
)
"""Numbers in all scripts, sizes and forms, most of which are no number of a gene."""

PREFIXED_NUMBERS: SearchStrategy[str] = st.builds(
    str.__add__,
    st.sampled_from(["NCBIGene:", "HGNC:", "RGD:", "MGI:", "ENSG", "FBgn", "ZDB-GENE-", "LOC", "hsa:", "miR-", "CD"]),
    NUMBERS,
)
"""Such numbers as the number of an identifier."""


def names_of(reference: Reference) -> SearchStrategy[str]:
    """Return names of the genes of an index, changed ones, any text, and numbers."""
    known = known_names(reference)
    return st.one_of(
        st.integers(0, 2**32).map(lambda seed: made_name(known, Random(seed))),
        st.sampled_from(known),
        NUMBERS,
        PREFIXED_NUMBERS,
        st.text(max_size=12),
    )


CONTEXTS: SearchStrategy[Context] = st.sampled_from(
    [
        Context(),
        Context(species="human"),
        Context(species=("mouse", "fly")),
        Context(organisms=("Danio rerio",)),
        Context(is_auto=True),
        Context(text="mouse neurons, and yeast"),
    ]
)
"""What may be known of a list."""

DAMAGED_FILES: SearchStrategy[tuple[str, bytes]] = st.builds(
    lambda name, seed: (name, damaged(sample_files()[name], Random(seed))),
    st.sampled_from(sorted(sample_files())),
    st.integers(0, 2**32),
)
"""The name and bytes of a damaged file of some format."""

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
RECORDS: SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {"keywords": st.lists(st.one_of(TEXTS, NUMBERS, st.sampled_from(["GRIN1", "p53", "KARs", "and"])), max_size=6)},
    optional={
        "title": TEXTS,
        "caption": TEXTS,
        "organism": st.lists(TEXTS, max_size=2),
        "figid": st.one_of(TEXTS, st.integers(), st.none(), st.floats(allow_nan=False)),
        "genenorm": TEXTS,
        "x": st.recursive(st.none() | st.integers() | TEXTS, lambda inner: st.lists(inner, max_size=3), max_leaves=5),
    },
)
"""Records of names with fields of other types than expected."""
