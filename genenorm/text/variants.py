"""Variants of a name that the index does not have as it is written: other spellings, simpler texts, other word order.

This module is imported only when it is needed. Each step has a guard, a cheap check that is false only where the step
yields nothing: most names are one short word, without brackets, modifiers, head words or another order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from genenorm.core.model import KeyRule
from genenorm.text.keys import Key, fold, spelled_out
from genenorm.text.modifiers import by_last_character, caseless, strip_modifiers
from genenorm.text.named_species import PREFIX_TAXA
from genenorm.text.product_forms import (
    ABBREVIATED_WORDS,
    MAY_BE_CHANGED,
    MAY_BE_PART,
    PLACE,
    PROGRAM_MARK,
    SHORTEST_REST,
    STATE_PREFIX,
    abbreviated,
    american,
    collagen_chain,
    may_be_british,
    parts_of_complex,
    without_change,
    without_program_mark,
    without_state,
)
from genenorm.text.spellings import GUARDS, SPELLING_CHANGES, SpellingChange, applicable, spellings


class Variant(NamedTuple):
    """A key under which a name may be stored, with the rule that made it."""

    key: Key
    rule: KeyRule
    species: str = ""
    """Species letter that was removed from the name (``h`` of ``hTERT``), or an empty string."""


class VariantStep(NamedTuple):
    """A way to make simpler texts of a name."""

    rule: KeyRule
    may_apply: Callable[[str], object]
    """False only where ``texts`` returns nothing new."""
    texts: Callable[[str], Iterable[str]]
    """Returns the texts; some may be the name itself."""


def variants(name: str, may_have_letters: Callable[[str], bool] = bool) -> Iterator[Variant]:
    """Return further keys of a name, the closest to it first, each once; ``fold(name)`` is not among them.

    Callers take the first that the index knows.

    :param may_have_letters: returns whether the index may have a key, other than that of the name itself, with the
        letters and digits of an ASCII text in any order. Where it has none, the orders of several words are left out.

    >>> next(variants("PPARγ")).key
    'pparg'
    >>> [v.key for v in variants("interleukin (IL)-6")][:4]
    ['interleukin6', 'interleukinvi', 'il6', 'ilvi']
    >>> [(v.key, v.species) for v in variants("mTrem2")]
    [('trem2', 'm')]
    """
    if name.isascii() and name.isalnum() and not (_MAY_VARY.search(name) or may_be_british(name)):
        return iter(())
    return _variants(name, may_have_letters)


def _variants(name: str, may_have_letters: Callable[[str], bool]) -> Iterator[Variant]:
    """Yield the variants of any name."""
    own = fold(name)
    keys = {own}
    texts: set[str] = set()
    for text, rule, changes in _rewrites(name, may_have_letters):
        if text in texts:
            continue
        texts.add(text)
        forms = [(text, rule)]
        if changes:
            forms += spellings(text, rule, changes)
        for form, form_rule in forms:
            key = own if form is name else fold(form)
            if key is not None and key not in keys:
                keys.add(key)
                yield Variant(key, form_rule, _species_letter(name) if rule is _SPECIES_RULE else "")


def _rewrites(
    name: str, may_have_letters: Callable[[str], bool]
) -> Iterator[tuple[str, KeyRule, Sequence[SpellingChange]]]:
    """Yield the name and simpler texts of it, each with its rule and the changes of spelling that may apply to it."""
    for rule, may_apply, texts in STEPS_OF_NAME:
        if may_apply(name):
            for text in texts(name):
                yield text, rule, SPELLING_CHANGES
    own_changes = applicable(name, SPELLING_CHANGES)
    yield name, _AS_WRITTEN, own_changes
    if "s" in name:
        for text in _singulars(name):
            yield text, KeyRule.PLURAL, SPELLING_CHANGES
    if may_be_british(name) and (other := american(name)) != name:
        for text, rule, changes in _rewrites(other, may_have_letters):
            yield text, KeyRule.BRITISH_SPELLING if rule is _AS_WRITTEN else rule, changes
    plain = strip_modifiers(name)
    if plain != name:
        for text in (plain, *_singulars(plain)):
            yield text, KeyRule.MODIFIER, SPELLING_CHANGES
    is_word = plain.isalnum()
    steps = STEPS_OF_WORD if is_word else STEPS if _DESCRIPTION.search(caseless(plain)) else STEPS_OF_SYMBOLS
    for rule, may_apply, texts in steps if plain is name else (_CHANGE_STEP, *steps):
        if may_apply(plain):
            for text in texts(plain):
                yield text, rule, SPELLING_CHANGES
    if is_word:
        return
    words = _WORD.findall(plain)
    if 1 < len(words) <= _MOST_WORDS:
        joined = " ".join(words)
        # what may apply to words may apply to them in another order, but other separators make other words
        changes = own_changes if joined == name.replace("-", " ") else applicable(joined, SPELLING_CHANGES)
        if len(words) == 2:
            yield f"{words[1]} {words[0]}", KeyRule.WORD_ORDER, changes
        elif any(map(may_have_letters, _letters_of_orders(words, changes))):
            for text in _reordered(words):
                yield text, KeyRule.WORD_ORDER, changes
    if found := PLACE.match(plain):
        for text, rule, changes in _rewrites(plain[found.end() :], may_have_letters):
            yield text, KeyRule.HEAD_WORD if rule is _AS_WRITTEN else rule, changes


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
    if " " in before.strip():  # BMP receptor types IA (BMPRIA): the bracket replaces the last word before it
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


_SPECIES_PREFIX = re.compile(
    r"^(?:(?:r?[hm]|[rdzxcy]|[Hh]um?|[Mm]u|Cel)(?=[A-Z])|(?:Hs|Mm|Rn|Dm|Dr|Ce|Sc)[\s\-_:.]?(?=[A-Z])|Dmel\\)"
)
"""A species' letter or letters before a symbol, also behind the ``r`` of recombinant proteins (``rhIL-6``)."""


def _species_letter(name: str) -> str:
    found = _SPECIES_PREFIX.match(name)
    return found[0].rstrip(" -_:.\\").lower() if found else ""


def prefix_taxon(letter: str) -> int | None:
    """Return the taxon id that a species letter before a name means (``h`` of ``hTERT``), or ``None``."""
    return PREFIX_TAXA.get(letter)


_HEADS = ("kinase", "enzyme", "subunit", "chain", "factor", "hormone", "domain", "tyrosine kinase", "channel",
          "transporter", "phosphatase", "protease")  # fmt: skip
_HEAD_WORDS = re.compile(rf"[\s\-]+(?:(?:{'|'.join(_HEADS)})s?|(?:cell[ -])?surface|family|type)$", re.IGNORECASE)
_HEAD_ENDINGS = by_last_character((*_HEADS, *(f"{head}s" for head in _HEADS), "surface", "family", "type"))


def _may_end_with_head(text: str) -> bool:
    lowered = caseless(text)
    return lowered.endswith(_HEAD_ENDINGS.get(lowered[-1:], ()))


_FILLERS = re.compile(
    r"(?:[\s\-]+|^)(?:sub)?(?:type|unit|the|of|and|chain|protein|isoform|like)(?=[\s\-])[\s\-]*", re.IGNORECASE
)
_FILLER_WORD = re.compile("type|unit|the|of|and|chain|protein|isoform|like")


_ISOFORMS = (
    # Last characters of names that may match, and the pattern of the isoform.
    ("0123456789", re.compile(r"(?<=[A-Za-z0-9])[\s\-]*(?:v|var|variant |isoform |Delta|Δ)\d{1,2}$")),  # FLNBv4
    ("aA", re.compile(r"(?<=[A-Za-z0-9])[\s\-]*(?:alpha|beta|gamma|delta|[α-δ])$", re.IGNORECASE)),  # NRG-1 beta
    ("ABCabcLS", re.compile(r"(?<=[0-9])[A-Ca-cLS]$")),  # OCT4A, BCLXL's S and L forms
    ("p", re.compile(r"(?<=[a-z]\d)p$|(?<=[a-z]\d\d)p$|(?<=[a-z]\d\d\d)p$")),  # Ent3p, as yeast proteins are written
    ("p", re.compile(r"-[35]p$")),  # miR-483-3p
    ("xs", re.compile(r"(?<=[A-Z0-9])(?:x|s)$")),  # SDHx, for any of SDHA to SDHD
)
_FORM_END = re.compile(r"[vra Δ]\d\d?$|[htmHTM][aA]$|[^\x00-\x7f]$|\d[A-Ca-cLSp]$|-[35]p$|[A-Z0-9][xs]$")
"""Matches in the last three characters of a name wherever a pattern of ``_ISOFORMS`` does."""


def _without_isoform(name: str) -> Iterator[str]:
    last = name[-1:]
    for ends, pattern in _ISOFORMS:
        if last in ends or not last.isascii():
            shorter = pattern.sub("", name)
            if shorter != name and len(shorter) >= SHORTEST_REST:
                yield shorter


def _embedded(name: str) -> Iterator[str]:
    """Yield the words of a name that look like symbols, the last first: ``Rab6a`` of ``GTPase Rab6a``."""
    for word in reversed(name.split()):
        if len(word) >= SHORTEST_REST and any(map(str.isdigit, word)) and any(map(str.isupper, word)):
            yield word


_WORD = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*")
_MOST_WORDS = 6


def _reordered(words: Sequence[str]) -> Iterator[str]:
    """Yield the words with one of them moved: ``thyroid hormone beta receptor`` for ``… receptor beta``."""
    for start, word in enumerate(words):
        rest = (*words[:start], *words[start + 1 :])
        for end in range(len(words)):
            if end not in (start, start - 1):  # a move by one to the left was made as one of its neighbour to the right
                yield " ".join((*rest[:end], word, *rest[end:]))


def _letters_of_orders(words: Sequence[str], changes: Sequence[SpellingChange]) -> Iterator[str]:
    """Yield texts with the letters of the words in all orders, as they are and after each of some changes.

    A change depends on the order only in so far as a word is the first or the last one.
    """
    yield " ".join(words)
    for change in changes:
        if change.rule is KeyRule.DIGIT_BREAK:
            continue  # only what is between digits changes
        for start in range(len(words) if change.depends_on_place else 1):
            text = " ".join((*words[start:], *words[:start]))
            source = spelled_out(text) if change.is_of_lower_case else text
            if (changed := change.apply(source)) != source:
                yield changed


# -- the steps, the most trusted first ------------------------------------------------------------------------------

_AS_WRITTEN = KeyRule.AS_WRITTEN
_SPECIES_RULE = KeyRule.SPECIES_PREFIX
_CHANGE_STEP = VariantStep(
    KeyRule.PROTEIN_VARIANT, lambda text: not text.isalnum() and MAY_BE_CHANGED.search(text), without_change
)
STEPS_OF_NAME = (
    VariantStep(KeyRule.WORD_ORDER, re.compile(r"\((?i:[IVX])").search, collagen_chain),
    VariantStep(KeyRule.BRACKETS, re.compile(r"[(\[{]").search, _without_brackets),
    VariantStep(KeyRule.PROGRAM_MARK, PROGRAM_MARK.match, without_program_mark),
    _CHANGE_STEP,
)
"""Steps for the whole name, before it is tried as it is."""
STEPS_OF_WORD = (
    VariantStep(_SPECIES_RULE, _SPECIES_PREFIX.match, lambda text: (_SPECIES_PREFIX.sub("", text),)),
    VariantStep(KeyRule.ISOFORM, lambda text: _FORM_END.search(text[-3:]), _without_isoform),
    VariantStep(KeyRule.MODIFIER, lambda text: text[:1] in ("p", "s", "P") or text[-2:] in ("KO", "KD"), without_state),
)
"""Steps for a name without modifiers that is one word; all other steps need a space or a dash."""
_EMBEDDED_STEP = VariantStep(KeyRule.HEAD_WORD, re.compile(r"\s").search, _embedded)
STEPS_OF_SYMBOLS = (*STEPS_OF_WORD, _EMBEDDED_STEP)
"""Steps for several words without a word of ``_DESCRIPTION``."""
STEPS = (
    VariantStep(KeyRule.WORD_ORDER, MAY_BE_PART.search, parts_of_complex),
    VariantStep(KeyRule.ABBREVIATION, re.compile("|".join(ABBREVIATED_WORDS)).search, abbreviated),
    VariantStep(
        KeyRule.MODIFIER,
        lambda text: _FILLER_WORD.search(caseless(text)),
        lambda text: (_FILLERS.sub(" ", text).strip(),),
    ),
    STEPS_OF_WORD[0],
    VariantStep(
        KeyRule.HEAD_WORD,
        _may_end_with_head,
        lambda text: (_HEAD_WORDS.sub("", text),),
    ),
    *STEPS_OF_WORD[1:],
    _EMBEDDED_STEP,
)
"""Steps for a name without modifiers that is several words."""
_DESCRIPTION = re.compile("|".join((_FILLER_WORD.pattern, "class", *ABBREVIATED_WORDS, *_HEADS, "surface", "family")))
"""Words that describe products, in lower case (``class`` as in ``class II``): one is in each name to which a step of
``STEPS`` may apply that is not in ``STEPS_OF_SYMBOLS``."""
_MAY_VARY = re.compile(
    rf"s$|K[OD]$|{PROGRAM_MARK.pattern}|{STATE_PREFIX.pattern}|{_SPECIES_PREFIX.pattern}|{_FORM_END.pattern}|{GUARDS}"
)
"""Matches in each word of ASCII letters and digits to which a step or a change of spelling may apply, but for the other
spelling of British words."""
