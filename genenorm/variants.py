"""Further keys of a name that is not stored as it is written: other spellings, plainer texts, other word order.

Loaded only when a name is not found as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from genenorm.keys import BETWEEN_DIGITS, GREEK, GREEK_TABLE, Key, fold
from genenorm.model import KeyRule


@dataclass(frozen=True, slots=True)
class Variant:
    """A key a name may be stored under, with the change to the written name that made it."""

    key: Key
    rule: KeyRule
    species: str = ""
    """Species letter of a prefix that was taken off (``h`` of ``hTERT``), else empty."""


def variants(name: str) -> Iterator[Variant]:
    """Yield further keys of a name that has no hit under ``fold(name)``, the closest first.

    Each key comes once. The caller stops at the first that the index knows: the order is the order of trust.

    >>> next(variants("PPARγ")).key
    'pparg'
    >>> [v.key for v in variants("interleukin (IL)-6")][:4]
    ['interleukin6', 'interleukinvi', 'il6', 'ilvi']
    >>> [(v.key, v.species) for v in variants("mTrem2")]
    [('trem2', 'm')]
    """
    seen = {fold(name)}
    for text, rule in _rewrites(name):
        for form, form_rule in ((text, rule), *_spellings(text, rule)):
            key = fold(form)
            if key is not None and key not in seen:
                seen.add(key)
                yield Variant(key, form_rule, _species_letter(name) if rule is KeyRule.SPECIES_PREFIX else "")


def _rewrites(name: str) -> Iterator[tuple[str, KeyRule]]:
    """Yield the name and its plainer texts: brackets resolved, modifiers, prefixes and head words off."""
    for text in _without_brackets(name):
        yield text, KeyRule.BRACKETS
    yield name, KeyRule.AS_WRITTEN
    for text in _singulars(name):
        yield text, KeyRule.PLURAL
    plain = strip_modifiers(name)
    if plain != name:
        yield plain, KeyRule.MODIFIER
        for text in _singulars(plain):
            yield text, KeyRule.MODIFIER
    for pattern, letter in _ABBREVIATED:
        shorter = pattern.sub(letter, plain)
        if shorter != plain:
            yield shorter, KeyRule.ABBREVIATION
    unfilled = _FILLERS.sub(" ", plain).strip()
    if unfilled != plain:
        yield unfilled, KeyRule.MODIFIER
    if _species_letter(plain):
        yield _SPECIES_PREFIX.sub("", plain), KeyRule.SPECIES_PREFIX
    headless = _HEAD_WORDS.sub("", plain)
    if headless and headless != plain:
        yield headless, KeyRule.HEAD_WORD
    for pattern in _ISOFORMS:
        shorter = pattern.sub("", plain)
        if shorter != plain and len(shorter) >= _SHORTEST_REST:
            yield shorter, KeyRule.ISOFORM
    for text in _embedded(plain):
        yield text, KeyRule.HEAD_WORD
    for text in _reordered(plain):
        yield text, KeyRule.WORD_ORDER


def _spellings(text: str, rule: KeyRule) -> Iterator[tuple[str, KeyRule]]:
    """Yield other spellings of the same words: Greek, Roman numerals, separators."""
    own = KeyRule.AS_WRITTEN
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(GREEK_TABLE)
    for change, form in (
        (KeyRule.GREEK_LETTER, _GREEK_WORD.sub(lambda found: found[0][0], lowered)),
        (KeyRule.LATIN_LETTER, _LONE_LETTER.sub(lambda found: LATIN_AS_GREEK[found[0]], lowered)),
        (KeyRule.LATIN_LETTER, _TRAILING_LETTER.sub(lambda found: LATIN_AS_GREEK[found[0]], text)),
        (KeyRule.ROMAN_NUMERAL, _ROMAN.sub(lambda found: _ROMAN_VALUES[found[0]], lowered)),
        (KeyRule.ROMAN_NUMERAL, _ARABIC.sub(lambda found: _ARABIC_VALUES[found[0]], lowered)),
        (KeyRule.ROMAN_NUMERAL, _RECEPTOR_ROMAN.sub(lambda found: _ROMAN_VALUES[found[0].lower()], text)),
        (KeyRule.DIGIT_BREAK, BETWEEN_DIGITS.sub("", lowered)),
    ):
        if form not in (lowered, text):
            yield form, change if rule is own else rule


LATIN_AS_GREEK = {"a": "alpha", "b": "beta", "g": "gamma", "d": "delta", "e": "epsilon", "k": "kappa", "z": "zeta"}
_ROMAN_VALUES = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
                 "x": "10", "xi": "11", "xii": "12", "xiii": "13"}  # fmt: skip
_ARABIC_VALUES = {value: roman for roman, value in _ROMAN_VALUES.items()}
_GREEK_WORD = re.compile(
    # A Greek name that is a word, or ends one (PPARgamma), or stands before a digit (TGFbeta1);
    # never the ``eta`` of ``beta``: the longer names come first.
    "(?:" + "|".join(sorted(set(GREEK.values()) - {"eta", "mu", "nu", "pi", "xi", "chi", "psi", "rho"}, key=len)[::-1])
    + r")(?![a-z])|(?<![a-z])(?:eta|mu|nu|pi|xi|chi|psi|rho)(?![a-z])"
)  # fmt: skip
_LONE_LETTER = re.compile(r"(?<![a-z])[abgdekz](?![a-z0-9])")
_TRAILING_LETTER = re.compile(r"(?<=[A-Z])[abgdek](?=\d*(?:$|[^A-Za-z0-9]))|(?<=kinase)[abgd](?=$)")  # TGFb, AMPKa
_ROMAN = re.compile(r"(?<![a-z])(?:" + "|".join(sorted(_ROMAN_VALUES, key=len, reverse=True)) + r")(?![a-z])")
_RECEPTOR_ROMAN = re.compile(r"(?<=[A-Zαβγ]R)(?:I{1,3}|IV)(?=[ABab]?$)")
_ARABIC = re.compile(r"(?<=[\s\-])(?:1[0-3]|[1-9])(?=[\s\-]|$)")


# -- brackets, plurals, modifiers, word order -----------------------------------------------------------------------

_BRACKET = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*")


def _without_brackets(name: str) -> Iterator[str]:
    """Yield ``interleukin-6`` and ``IL-6`` from ``interleukin (IL)-6``; the bracket alone from ``x (Y)``."""
    found = _BRACKET.search(name)
    if not found:
        return
    before, inner, after = name[: found.start()], found[1], name[found.end() :]
    yield f"{before} {after}" if after[:1].isalnum() else before + after
    if not inner.strip():
        return
    yield f"{inner} {after}" if after[:1].isalnum() else inner + after
    if " " in before.strip():  # BMP receptor types IA (BMPRIA): the words before the bracket may hold other words
        head = before.rsplit(" ", 1)[0]
        yield f"{head} {inner} {after}"


_PLURAL = re.compile(r"(?<=[A-Za-z0-9]{2})(?:'s|’s|s)\b")


def _singulars(name: str) -> Iterator[str]:
    singular = _PLURAL.sub("", name)
    if singular != name:
        yield singular
    ies = re.sub(r"ies\b", "y", name)
    if ies != name:
        yield ies


_MODIFIER_PREFIX = re.compile(
    r"^(?:the|a|an|p|phospho|phosphorylated|phos|pan|total|anti|alpha-anti|pro|pre|prepro|cleaved|active|activated|"
    r"inactive|soluble|recombinant|endogenous|exogenous|ectopic|mutant|mutated|wild[ -]?type|wt|native|"
    r"full[ -]length|truncated|constitutively|dominant[ -]negative|dn|ca|kd|si|sh|plasma|serum|circulating|"
    r"intracellular|extracellular|cellular|membrane[ -]bound|secreted|nuclear|cytosolic|cytoplasmic|mitochondrial|"
    r"proto-oncogene|oncogene|oncogenic|tumou?r suppressor|transcription factor|protein|gene|receptor|cytokine|"
    r"e?gfp|yfp|cfp|rfp|mcherry|dsred|ha|flag|myc|his6?|gst|v5|mbp|strep|"
    r"human|mouse|murine|rat|bovine|porcine|chicken|rabbit|canine|zebrafish|drosophila|yeast|mammalian|vertebrate|"
    r"c|v|n)(?:\b[\s\-–_:]+|(?<=-)\s*)(?=\S)",
    re.IGNORECASE,
)
_MODIFIER_SUFFIX = re.compile(
    r"(?:[\s\-–_]*(?:-/-|\+/-|\+/\+|−/−|\(\+\)|\(-\)|[+*†‡#]+)"
    r"|[\s\-–_]+(?:proteins?|genes?|m?rnas?|cdnas?|dnas?|promoters?|transcripts?|polypeptides?|peptides?|precursors?|isoforms?|"
    r"variants?|antibod(?:y|ies)|knockouts?|knock-?outs?|knock-?downs?|ko|kd|null|deficient|mutants?|alleles?|locus|loci|"
    r"deficiency|wt|wild[ -]?type|e?gfp|yfp|cfp|rfp|mcherry|ha|flag|gst|luc|luciferase|gtp|gdp|atp|inhibitors?|"
    r"agonists?|antagonists?|molecules?|antigens?|oncogenes?|proto-oncogenes?|tumou?r suppressors?|complex|"
    r"signal(?:l?ing)?|pathways?|axis|homologs?|homologues?|orthologs?|orthologues?))$",
    re.IGNORECASE,
)


def strip_modifiers(name: str) -> str:
    """Return the name without words and marks that say how a gene product is seen, not which it is.

    >>> [strip_modifiers(n) for n in ("p-Akt", "anti-CD3", "CD8+", "GFP-Akt", "Trp53-/-", "human BRCA1 gene", "pS6")]
    ['Akt', 'CD3', 'CD8', 'Akt', 'Trp53', 'BRCA1', 'pS6']
    """
    text = name.strip()
    while True:
        shorter = _MODIFIER_SUFFIX.sub("", _MODIFIER_PREFIX.sub("", text)).strip()
        if shorter == text or fold(shorter) is None:
            return text
        text = shorter


_SPECIES_PREFIX = re.compile(r"^(?:[hmrdzxcy](?=[A-Z])|(?:Hs|Mm|Rn|Dm|Dr|Ce|Sc)[\s\-_:.]?(?=[A-Z]))")
_PREFIX_TAXA = {"h": 9606, "m": 10090, "r": 10116, "d": 7227, "z": 7955, "c": 6239, "y": 559292, "Hs": 9606,
                "Mm": 10090, "Rn": 10116, "Dm": 7227, "Dr": 7955, "Ce": 6239, "Sc": 559292}  # fmt: skip


def _species_letter(name: str) -> str:
    found = _SPECIES_PREFIX.match(name)
    return found[0].rstrip(" -_:.") if found else ""


def prefix_taxon(letter: str) -> int | None:
    """Return the taxon id a gene-name prefix stands for (``h`` of ``hTERT``), or ``None``."""
    return _PREFIX_TAXA.get(letter)


_HEAD_WORDS = re.compile(
    r"[\s\-]+(?:kinases?|enzymes?|subunits?|chains?|factors?|hormones?|domains?|tyrosine kinases?|"
    r"(?:cell[ -])?surface|channels?|transporters?|phosphatases?|proteases?|family|type)$",
    re.IGNORECASE,
)
_ABBREVIATED = (
    # A word that symbols shorten to a letter: Epo receptor (EPOR), VEGF receptor 1 (VEGFR1), Fas ligand (FASL).
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+receptors?\b[\s\-]*"), "R"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+ligands?\b[\s\-]*"), "L"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+binding[\s\-]+proteins?\b[\s\-]*"), "BP"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+kinases?\b[\s\-]*"), "K"),
)
_FILLERS = re.compile(r"(?:[\s\-]+|^)(?:sub)?(?:type|the|of|and|protein|isoform|like)(?=[\s\-])[\s\-]*", re.IGNORECASE)
_SHORTEST_REST = 3
_ISOFORMS = (
    re.compile(r"(?<=[A-Za-z0-9])[\s\-]*(?:v|var|variant |isoform |Delta|Δ)\d{1,2}$"),  # FLNBv4
    re.compile(r"(?<=[A-Za-z0-9])[\s\-]*(?:alpha|beta|gamma|delta|[α-δ])$", re.IGNORECASE),  # NRG-1 beta
    re.compile(r"(?<=[0-9])[A-Ca-cLS]$"),  # OCT4A, BCLXL's S and L forms
    re.compile(r"(?<=[a-z]\d)p$"),  # Ent3p, as yeast proteins are written
    re.compile(r"-[35]p$"),  # miR-483-3p
    re.compile(r"(?<=[A-Z0-9])(?:x|s)$"),  # SDHx: any of them
)


def _embedded(name: str) -> Iterator[str]:
    """Yield the words of a longer name that look like a symbol by themselves: Rab6a of ``GTPase Rab6a``."""
    words = name.split()
    if len(words) > 1:
        for word in reversed(words):
            if len(word) >= _SHORTEST_REST and any(map(str.isdigit, word)) and any(map(str.isupper, word)):
                yield word


_WORD = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*")
_MOST_WORDS = 6


def _reordered(name: str) -> Iterator[str]:
    """Yield the name with one word moved: ``thyroid hormone beta receptor`` for ``… receptor beta``."""
    words = _WORD.findall(name)
    if not 2 <= len(words) <= _MOST_WORDS:
        return
    for start in range(len(words)):
        rest = words[:start] + words[start + 1 :]
        for end in range(len(words)):
            if end != start:
                yield " ".join((*rest[:end], words[start], *rest[end:]))
