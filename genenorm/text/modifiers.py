"""Removal of modifiers: words and marks for the state or form of a gene product."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from genenorm.text.keys import fold

_ARTICLES = "the|a|an"
"""Only before a space: ``a-actinin`` is the alpha form."""
_PREFIXES = (
    "p|phospho|phosphorylated|phos|pan|total|anti|alpha-anti|pro|pre|prepro|cleaved|active|activated|"
    "inactive|soluble|recombinant|endogenous|exogenous|ectopic|mutant|mutated|wild type|wild-type|wildtype|wt|native|"
    "full length|full-length|truncated|constitutively|dominant negative|dominant-negative|dn|ca|kd|si|sh|plasma|serum|"
    "circulating|intracellular|extracellular|cellular|membrane bound|membrane-bound|secreted|nuclear|cytosolic|"
    "cytoplasmic|mitochondrial|proto-oncogene|oncogene|oncogenic|tumor suppressor|tumour suppressor|"
    "transcription factor|protein|gene|receptor|cytokine|gfp|egfp|yfp|cfp|rfp|mcherry|dsred|ha|flag|myc|his|his6|gst|"
    "v5|mbp|strep|human|mouse|murine|rat|bovine|porcine|chicken|rabbit|canine|zebrafish|drosophila|yeast|mammalian|"
    "vertebrate|c|v|n|cell surface|cell-surface"
)
_SUFFIXES = (
    "proteins?|genes?|rnas?|mrnas?|cdnas?|dnas?|promoters?|transcripts?|polypeptides?|peptides?|precursors?|isoforms?|"
    "variants?|antibody|antibodies|knockouts?|knock-outs?|knockdowns?|knock-downs?|knock outs?|knock downs?|"
    "knockins?|knock-ins?|ko|kd|null|deficient|mutants?|"
    "alleles?|locus|loci|deficiency|wt|wild type|wild-type|wildtype|gfp|egfp|yfp|cfp|rfp|mcherry|ha|flag|gst|luc|"
    "luciferase|gtp|gdp|atp|inhibitors?|agonists?|antagonists?|molecules?|antigens?|oncogenes?|proto-oncogenes?|"
    "tumor suppressors?|tumour suppressors?|complex|signal|signaling|signalling|pathways?|axis|homologs?|homologues?|"
    "orthologs?|orthologues?|predicted|itd|mutations?"
)
_FIRST_WORD = re.compile(r"[a-z0-9]+")
_FIRST_WORDS = frozenset(prefix.replace("-", " ").split()[0] for prefix in f"{_ARTICLES}|{_PREFIXES}".split("|"))
_LIKE_ASCII = str.maketrans("ſıİ", "sii")
_UNLIKE = re.compile("[ſıİ]")


def caseless(text: str) -> str:
    """Return a text in lower case, as patterns compiled with ``IGNORECASE`` see it: ``ſ`` is ``s``, ``ı`` is ``i``.

    >>> caseless("Tumor ſuppreſſor"), caseless("mRNA")
    ('tumor suppressor', 'mrna')
    """
    if text.isascii() or not _UNLIKE.search(text):
        return text.lower()
    return text.translate(_LIKE_ASCII).lower()


def by_last_character(endings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return endings by their last character, to test a text against few of them.

    >>> by_last_character(["gene", "kinase", "family"])
    {'e': ('gene', 'kinase'), 'y': ('family',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for ending in endings:
        found[ending[-1]] = (*found.get(ending[-1], ()), ending)
    return found


def _may_have_prefix(text: str) -> bool:
    first = _FIRST_WORD.match(caseless(text))
    return first is not None and first[0] in _FIRST_WORDS


_ENDINGS = by_last_character((
    "/-", "/+", "/−", "(+)", "(-)", *"+*†‡#",
    *(end for word in _SUFFIXES.split("|") for end in {word.replace("s?", ""), word.replace("?", "")}),
))  # fmt: skip


def _may_have_suffix(text: str) -> bool:
    lowered = caseless(text)
    return lowered.endswith(_ENDINGS.get(lowered[-1:], ()))


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{_ARTICLES})\s+|(?:{_PREFIXES})\b[\s\-–_:]+)(?=\S)", re.IGNORECASE)


@cache
def _suffix() -> re.Pattern[str]:
    marks = r"-/-|\+/-|\+/\+|−/−|\(\+\)|\(-\)|[+*†‡#]+"
    return re.compile(rf"(?:[\s\-–_]*(?:{marks})|[\s\-–_]+(?:{_SUFFIXES}))$", re.IGNORECASE)


@cache
def _sites() -> re.Pattern[str]:
    return re.compile(r"^[pP]-(?:\d{0,2}[STY]\d{0,4},?\s?)+-(?=[A-Za-z])")


def _may_have_sites(text: str) -> bool:
    return text[:2] in ("p-", "P-")


MODIFIERS: tuple[tuple[Callable[[str], bool], Callable[[], re.Pattern[str]]], ...] = (
    (_may_have_sites, _sites),
    (_may_have_prefix, _prefix),
    (_may_have_suffix, _suffix),
)
"""A guard and a pattern for phosphorylated sites (``p-T185,Y187-MAPK1``), and for each end of a name.

A guard is a cheap check that is false only where its pattern finds nothing. The patterns are compiled when a name first
passes a guard, since that takes longer than everything else for one name.
"""


_LONGEST_STUB = 3


def _unless_a_stub(text: str, shorter: str) -> str:
    """Return the shorter text, but the whole one if it is one word of which at most three characters are left.

    ``Y_RNA`` is a family of RNAs, not the RNA of a gene Y.
    """
    is_stub = len(shorter.strip()) <= _LONGEST_STUB and ("_" in text or ":" in text)
    return text if is_stub else shorter


def _has_key(text: str) -> bool:
    """Return whether a text has a key, which need not be made: there may be as many modifiers as there are letters."""
    return any(map(str.isalnum, text)) if text.isascii() else fold(text) is not None


def strip_modifiers(name: str) -> str:
    """Return a name without its modifiers, as far as something is left of it.

    >>> [strip_modifiers(n) for n in ("p-Akt", "anti-CD3", "CD8+", "GFP-Akt", "Trp53-/-", "human BRCA1 gene", "pS6")]
    ['Akt', 'CD3', 'CD8', 'Akt', 'Trp53', 'BRCA1', 'pS6']
    """
    if name.isalnum():  # no separator, no mark
        return name
    text = name.strip()
    while True:
        shorter = text
        for may_match, modifier in MODIFIERS:
            if may_match(shorter):
                shorter = _unless_a_stub(shorter, modifier().sub("", shorter))
        shorter = shorter.strip()
        if shorter == text or not _has_key(shorter):
            return text
        text = shorter
