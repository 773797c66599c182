"""Further keys of a name that is not stored as it is written: other spellings, plainer texts, other word order.

Loaded only when a name is not found as it stands. Each way to another text has a guard, a cheap look at the name that
is false only where the way leads nowhere: most names are one short word, which has no brackets, no modifiers, no
head words and no other order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from genenorm.core.model import KeyRule
from genenorm.text.keys import Key, fold
from genenorm.text.modifiers import by_last, caseless, strip_modifiers
from genenorm.text.spellings import CHANGES, Change, applicable, spellings


class Variant(NamedTuple):
    """A key a name may be stored under, with the change to the written name that made it."""

    key: Key
    rule: KeyRule
    species: str = ""
    """Species letter of a prefix that was taken off (``h`` of ``hTERT``), else empty."""


class Step(NamedTuple):
    """A way to plainer texts of a name."""

    rule: KeyRule
    needs: Callable[[str], object]
    """False only where no text is new."""
    texts: Callable[[str], Iterable[str]]
    """The texts; some may be the name itself."""


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
    keys = {fold(name)}
    texts: set[str] = set()
    for text, rule, changes in _rewrites(name):
        if text in texts:  # all its keys have come
            continue
        texts.add(text)
        forms = ((text, rule), *spellings(text, rule, changes)) if changes else ((text, rule),)
        for form, form_rule in forms:
            key = fold(form)
            if key is not None and key not in keys:
                keys.add(key)
                yield Variant(key, form_rule, _species_letter(name) if rule is _SPECIES_RULE else "")


def _rewrites(name: str) -> Iterator[tuple[str, KeyRule, Sequence[Change]]]:
    """Yield the name and its plainer texts, with the changes of spelling that may touch them."""
    for step in STEPS_OF_NAME:
        if step.needs(name):
            for text in step.texts(name):
                yield text, step.rule, CHANGES
    plain = strip_modifiers(name)
    if plain != name:
        for text in (plain, *_singulars(plain)):
            yield text, KeyRule.MODIFIER, CHANGES
    one_word = plain.isalnum()
    for step in STEPS_OF_WORD if one_word else STEPS:
        if step.needs(plain):
            for text in step.texts(plain):
                yield text, step.rule, CHANGES
    words = () if one_word else _WORD.findall(plain)
    if 2 <= len(words) <= _MOST_WORDS:
        # which changes touch the words in any order is looked at once, not for each order
        changes = applicable(" ".join(words), CHANGES) if len(words) > 2 else CHANGES
        for text in _reordered(words):
            yield text, KeyRule.WORD_ORDER, changes


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


_SPECIES_PREFIX = re.compile(r"^(?:[hmrdzxcy](?=[A-Z])|(?:Hs|Mm|Rn|Dm|Dr|Ce|Sc)[\s\-_:.]?(?=[A-Z]))")
_PREFIX_TAXA = {"h": 9606, "m": 10090, "r": 10116, "d": 7227, "z": 7955, "c": 6239, "y": 559292, "Hs": 9606,
                "Mm": 10090, "Rn": 10116, "Dm": 7227, "Dr": 7955, "Ce": 6239, "Sc": 559292}  # fmt: skip


def _species_letter(name: str) -> str:
    found = _SPECIES_PREFIX.match(name)
    return found[0].rstrip(" -_:.") if found else ""


def prefix_taxon(letter: str) -> int | None:
    """Return the taxon id a gene-name prefix stands for (``h`` of ``hTERT``), or ``None``."""
    return _PREFIX_TAXA.get(letter)


_HEADS = ("kinase", "enzyme", "subunit", "chain", "factor", "hormone", "domain", "tyrosine kinase", "channel",
          "transporter", "phosphatase", "protease")  # fmt: skip
_HEAD_WORDS = re.compile(rf"[\s\-]+(?:(?:{'|'.join(_HEADS)})s?|(?:cell[ -])?surface|family|type)$", re.IGNORECASE)
_HEAD_ENDS = by_last((*_HEADS, *(f"{head}s" for head in _HEADS), "surface", "family", "type"))


def _may_end_with_head(text: str) -> bool:
    lowered = caseless(text)
    return lowered.endswith(_HEAD_ENDS.get(lowered[-1:], ()))


_ABBREVIATED = (
    # A word that symbols shorten to a letter: Epo receptor (EPOR), VEGF receptor 1 (VEGFR1), Fas ligand (FASL).
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+receptors?\b[\s\-]*"), "R"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+ligands?\b[\s\-]*"), "L"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+binding[\s\-]+proteins?\b[\s\-]*"), "BP"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+kinases?\b[\s\-]*"), "K"),
)
_FILLERS = re.compile(r"(?:[\s\-]+|^)(?:sub)?(?:type|the|of|and|protein|isoform|like)(?=[\s\-])[\s\-]*", re.IGNORECASE)
_FILLER_WORD = re.compile("type|the|of|and|protein|isoform|like")


def _abbreviated(name: str) -> Iterator[str]:
    for pattern, letter in _ABBREVIATED:
        yield pattern.sub(letter, name)


_SHORTEST_REST = 3
_ISOFORMS = (
    # what may stand last, the form
    ("0123456789", re.compile(r"(?<=[A-Za-z0-9])[\s\-]*(?:v|var|variant |isoform |Delta|Δ)\d{1,2}$")),  # FLNBv4
    ("aA", re.compile(r"(?<=[A-Za-z0-9])[\s\-]*(?:alpha|beta|gamma|delta|[α-δ])$", re.IGNORECASE)),  # NRG-1 beta
    ("ABCabcLS", re.compile(r"(?<=[0-9])[A-Ca-cLS]$")),  # OCT4A, BCLXL's S and L forms
    ("p", re.compile(r"(?<=[a-z]\d)p$")),  # Ent3p, as yeast proteins are written
    ("p", re.compile(r"-[35]p$")),  # miR-483-3p
    ("xs", re.compile(r"(?<=[A-Z0-9])(?:x|s)$")),  # SDHx: any of them
)
_FORM_END = re.compile(r"[vra Δ]\d\d?$|[htmHTM][aA]$|[^\x00-\x7f]$|\d[A-Ca-cLSp]$|-[35]p$|[A-Z0-9][xs]$")
"""What the last three characters look like where one of these matches."""


def _without_isoform(name: str) -> Iterator[str]:
    last = name[-1:]
    for ends, pattern in _ISOFORMS:
        if last in ends or not last.isascii():
            shorter = pattern.sub("", name)
            if shorter != name and len(shorter) >= _SHORTEST_REST:
                yield shorter


def _embedded(name: str) -> Iterator[str]:
    """Yield the words of a longer name that look like a symbol by themselves: Rab6a of ``GTPase Rab6a``."""
    words = name.split()
    if len(words) > 1:
        for word in reversed(words):
            if len(word) >= _SHORTEST_REST and any(map(str.isdigit, word)) and any(map(str.isupper, word)):
                yield word


_WORD = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*")
_MOST_WORDS = 6


def _reordered(words: Sequence[str]) -> Iterator[str]:
    """Yield the words with one of them moved: ``thyroid hormone beta receptor`` for ``… receptor beta``."""
    for start, word in enumerate(words):
        rest = (*words[:start], *words[start + 1 :])
        for end in range(len(words)):
            if end not in (start, start - 1):  # one to the left: the same as its neighbour one to the right, before
                yield " ".join((*rest[:end], word, *rest[end:]))


# -- the steps, in order of trust -----------------------------------------------------------------------------------

_SPECIES_RULE = KeyRule.SPECIES_PREFIX
STEPS_OF_NAME = (
    Step(KeyRule.BRACKETS, re.compile(r"[(\[{]").search, _without_brackets),
    Step(KeyRule.AS_WRITTEN, bool, lambda name: (name,)),
    Step(KeyRule.PLURAL, re.compile("s").search, _singulars),
)
STEPS_OF_WORD = (
    Step(_SPECIES_RULE, _SPECIES_PREFIX.match, lambda text: (_SPECIES_PREFIX.sub("", text),)),
    Step(KeyRule.ISOFORM, lambda text: _FORM_END.search(text[-3:]), _without_isoform),
)
"""Of a name without modifiers that is one word; all other steps need a space or a dash."""
STEPS = (
    Step(KeyRule.ABBREVIATION, re.compile("receptor|ligand|binding|kinase").search, _abbreviated),
    Step(
        KeyRule.MODIFIER,
        lambda text: _FILLER_WORD.search(caseless(text)),
        lambda text: (_FILLERS.sub(" ", text).strip(),),
    ),
    STEPS_OF_WORD[0],
    Step(
        KeyRule.HEAD_WORD,
        _may_end_with_head,
        lambda text: (_HEAD_WORDS.sub("", text),),
    ),
    STEPS_OF_WORD[1],
    Step(KeyRule.HEAD_WORD, bool, _embedded),
)
"""Of a name without modifiers that is several words."""
