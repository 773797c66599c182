"""The names that an index keeps, and their posting lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from genenorm.builder.merge.roster import GeneDraft
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import FISH, FLY, MOUSE, RAT, WORM, YEAST
from genenorm.index.schema import posting_word
from genenorm.text.keys import Key, fold

KIND_ORDER = (
    NameKind.SYMBOL, NameKind.PREVIOUS_SYMBOL, NameKind.SYNONYM, NameKind.SYSTEMATIC_NAME, NameKind.FULL_NAME,
    NameKind.DESIGNATION, NameKind.PREVIOUS_NAME, NameKind.FAMILY, NameKind.FAMILY_NAME, NameKind.RETIRED_SYMBOL,
)  # fmt: skip
"""Kinds of name from the strongest to the weakest.

Postings are in this order; of several kinds of one spelling the strongest is kept.
"""

KIND_RANK = {kind: rank for rank, kind in enumerate(KIND_ORDER)}
"""The position of each kind of name in ``KIND_ORDER``."""
CASED_LENGTH = 6
"""Names with keys up to this length keep every spelling, since some differ only in case (fly ``h`` and ``H``)."""

MAX_GENES_PER_NAME = 25
"""A name that more genes of one species share is dropped."""
LONG_KINDS = frozenset({NameKind.FULL_NAME, NameKind.DESIGNATION, NameKind.PREVIOUS_NAME})
"""Kinds of names that are made of words, not of one symbol."""

_BOILERPLATE = re.compile(
    r"predicted (?:gene|pseudogene)s?,? \S+(?: \(\S+\))?|uncharacterized .*|(?:conserved )?hypothetical .*"
    r"|unknown(?: (?:gene|protein).*)?|novel (?:gene|protein|transcript|pseudogene|antisense).*|similar to .*"
    r"|RIKEN cDNA \S+ gene|expressed sequence \S+|EST \S+|cDNA sequence \S+|DNA segment,? .*|transgene insertion.*"
    r"|C[GR]\d+ gene product.*|\S+ gene product from transcript.*"
    r"|(?:RGD|LOC|FLJ|KIAA|MGC)\d+ protein|putative uncharacterized protein.*|protein (?:CG\d+|C\w+orf\d+)"
    r"|(?:si|zgc|im|wu|zmp|ch\d+):\S+|unnamed protein product.*|uncharacterized protein.*|Sequence \d+ from .*"
    r"|(?:epididymis|testis|testicular) (?:\S+ )*(?:protein|tissue protein) Li .*|epididymis (?:secretory|luminal) .*"
    r"|long (?:intergenic|independently transcribed) non-(?:protein )?coding RNA .*"
    r"|chromosome \S+ open reading frame .*"
    r"|\S+ (?:antisense|divergent|intronic|overlapping|opposite strand|readthrough)(?: RNA| transcript)?(?: \d+)?"
    r"|.* \(non-protein coding\)|non-protein coding RNA \d+|RNA, .*\d|transfer RNA.* \(anticodon .*"
    r"|.*\bpseudogenes?(?: \d+)?"
    r"|small nucleolar RNA, .*\d|microRNA (?:mir-)?\d.*|tRNA|rRNA|snRNA|gene trap .*",
    re.IGNORECASE,
)
_FLY_PRODUCT = re.compile(r"\S+-P[A-Z]{1,2}")
_DERIVED = re.compile(r"LOC\d+|ENS[A-Z]*G\d{11}|EG\d{5,}|OTTMUSG\d+|NEWGENE_?\d+")
_BOOKKEEPING = {
    FLY: re.compile(r"Dmel[\\_ ].*|anon-\S+|BcDNA:.*|EG:\S+|(?!C[GR]\d)[A-Z]{2}\d{5,}|\d+_[a-z_]*at"),
    FISH: re.compile(r"(?:wu|im|zmp|sb|cb|id|xx|unm)[:_]\S+|(?:f[a-z]|cb|id|et|sb)\d\S*|[A-Z]{2,4}\d{5,8}\.\d+"),
    MOUSE: re.compile(r"GA_x6K\S+|[A-Z]{1,2}\d{5,6}|[A-Z]{2,4}\d{5,8}\.\d+"),
    RAT: re.compile(r"[A-Z]{1,2}\d{5,6}|[A-Z]{2,4}\d{5,8}\.\d+|ratChr\S+"),
}
"""Names of clones, probes and contigs by species, which only databases use."""
_TRANSGENE = re.compile(r"(?:Tg|Gt|Et|Is|Dp|Del|T|In|Ts)\(.*\).*")
_PIRNA = re.compile(r"21ur-\d+")


@dataclass(frozen=True, slots=True)
class FoldedName:
    """One name of a gene with its key."""

    key: Key
    kind: NameKind
    spelling: str


def reason_to_drop(text: str, kind: NameKind, taxon_id: int) -> str:
    """Return the reason to drop a name that nobody uses, or an empty string for a useful name.

    >>> reason_to_drop("predicted gene 12345", NameKind.FULL_NAME, 10090)
    'boilerplate'
    >>> reason_to_drop("caspase 3", NameKind.FULL_NAME, 10090)
    ''
    """
    if text in ("", "-"):
        return "empty"
    if kind in LONG_KINDS:
        product = taxon_id == FLY and _FLY_PRODUCT.fullmatch(text)
        return "boilerplate" if product or _BOILERPLATE.fullmatch(text) else ""
    if taxon_id != YEAST and _DERIVED.fullmatch(text):
        return "an identifier in another form"
    clones = _BOOKKEEPING.get(taxon_id)
    if clones and (kind is not NameKind.SYMBOL or "." in text) and clones.fullmatch(text):
        return "database bookkeeping"
    return ""


def reason_without_names(draft: GeneDraft) -> str:
    """Return the reason to drop all names of a gene, or an empty string to keep them."""
    if draft.taxon_id == WORM and _PIRNA.fullmatch(draft.symbol):
        return "piRNA"
    return "transgene" if draft.taxon_id == MOUSE and _TRANSGENE.fullmatch(draft.symbol) else ""


def gene_names(draft: GeneDraft, counts: Counter[str]) -> list[FoldedName]:
    """Return the names of a gene that an index keeps: strongest kind first, with their keys, without repetitions.

    The numbers of names read, kept, and dropped for each reason are added to ``counts``.
    """
    raw: list[tuple[NameKind, str]] = [(NameKind.SYMBOL, _likely_spelling(draft))] if draft.symbol else []
    raw += draft.names
    if draft.full_name:
        raw.append((NameKind.FULL_NAME, draft.full_name))
    if reason := reason_without_names(draft):
        counts["read"] += len(raw)
        counts[reason] += len(raw)
        return []
    raw += _without_brackets(raw)
    raw.sort(key=lambda name: KIND_RANK[name[0]])
    kept: list[FoldedName] = []
    seen: dict[Key, set[str]] = {}
    for kind, text in raw:
        counts["read"] += 1
        key = fold(text)
        is_pseudogene_name = draft.biotype is Biotype.PSEUDOGENE and kind in LONG_KINDS
        reason = "long name of a pseudogene" if is_pseudogene_name else reason_to_drop(text, kind, draft.taxon_id)
        if reason:
            counts[reason] += 1
            continue
        if key is None:
            counts["no letter or digit"] += 1
            continue
        spellings = seen.setdefault(key, set())
        if spellings and (len(key) > CASED_LENGTH or text in spellings):
            counts["same key as a stronger name"] += 1
            continue
        spellings.add(text)
        kept.append(FoldedName(key, kind, text))
        counts["kept"] += 1
    return kept


_BRACKET = re.compile(r"(?<=\w)(\S*) \(([A-Za-z][\w\- ]{4,30})\) (?=\w)")


def _without_brackets(names: Iterable[tuple[NameKind, str]]) -> list[tuple[NameKind, str]]:
    """Return two names for a long name with brackets: their text in place of the word before it, and without the text.

    >>> _without_brackets([(NameKind.DESIGNATION, "5-hydroxytryptamine (serotonin) transporter")])[0][1]
    'serotonin transporter'
    """
    found = []
    for kind, text in names:
        if kind in LONG_KINDS and (bracket := _BRACKET.search(text)):
            before, after = text[: bracket.start(1)], text[bracket.end() :]
            start = before.rfind(" ") + 1
            found.append((NameKind.DESIGNATION, f"{before[:start]}{bracket[2]} {after}"))
            found.append((NameKind.DESIGNATION, f"{before}{bracket[1]} {after}"))
    return found


def _likely_spelling(draft: GeneDraft) -> str:
    """Return the symbol in its likely case: lower case where the source changed the case, as for some fly symbols.

    Otherwise ``AR`` would count as the exact spelling of FlyBase's ``ar``.
    """
    return draft.symbol.lower() if draft.case_folded else draft.symbol


def drop_crowded_names(names: Sequence[list[FoldedName]], counts: Counter[str]) -> None:
    """Drop the names that more than ``MAX_GENES_PER_NAME`` genes of a species share, such as ``U6`` and ``Y_RNA``.

    ``names`` has a list of names for each gene, which is changed in place.
    """
    uses = Counter(key for found in names for key in {name.key for name in found})
    crowded = {key for key, number in uses.items() if number > MAX_GENES_PER_NAME}
    for found in names:
        kept = [name for name in found if name.key not in crowded]
        counts["name of too many genes"] += len(found) - len(kept)
        counts["kept"] -= len(found) - len(kept)
        found[:] = kept


def posting_lists(postings: Iterable[tuple[Key, NameKind, int, int, str]]) -> Iterator[tuple[Key, list[int]]]:
    """Yield each key with its posting words, sorted by kind, then falling weight, then row number.

    ``postings`` are tuples (key, kind, weight, row number of the gene or family, spelling).
    """
    ordered = sorted(postings, key=lambda item: (item[0], KIND_RANK[item[1]], -item[2], item[3], item[4]))
    words: list[int] = []
    current: Key | None = None
    for key, kind, _weight, target, spelling in ordered:
        if key != current:
            if current is not None:
                yield current, words
            current, words = key, []
        word = posting_word(target, kind, spelling)
        if word not in words:
            words.append(word)
    if current is not None:
        yield current, words
