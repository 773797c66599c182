"""Names of alleles, epitopes and variants, and the gene in them: ``HLA-A*02:01``, ``cdc28-4``, ``BRAF c.1799T>A``.

No name is looked up: the caller takes the first gene that the index has exactly so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from genenorm.core.model import KeyRule
from genenorm.core.taxa import FISH, FLY, MOUSE, RAT, WORM, YEAST
from genenorm.text.modifiers import strip_modifiers


class Allele(NamedTuple):
    """The gene in the name of an allele or a variant."""

    gene: str
    rule: KeyRule
    taxa: tuple[int, ...] = ()
    """The only species whose alleles are written so, the likeliest first; none if the form says nothing."""
    is_loose: bool = False
    """Whether other names have the form as well, so that only an official symbol of a well-known gene counts."""
    is_joined: bool = False
    """Whether nothing is between the gene and the change: ``OR4A20P`` is a pseudogene."""


_GENE = r"(?P<gene>[A-Za-z\u0370-\u03ff][^\s*:;|,\[\]<>^]*?)"
_ZYGOSITY = (
    r"(?:[\s\-^](?P<apart>[A-Za-z][A-Za-z0-9]{0,7})/(?:(?P=apart)|[+\-yY])|(?P<joined>[A-Za-z]{1,5})/(?P=joined)|"
    r"[\-+]/[yY])"
)
_AMINO = "ACDEFGHIKLMNPQRSTVWY"
_ACID_3 = r"(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val)"
_ACID = rf"(?:[{_AMINO}]|[A-Z][a-z]{{2}})"
_RESIDUE = rf"{_ACID}\d{{1,5}}"
_CHANGE = (
    rf"(?:p\.)?\(?(?:{_RESIDUE}(?:[_\-]{_RESIDUE})?(?:{_ACID}|[X*]|(?:del|dup|ins)[A-Za-z*]*|{_ACID}?fs[*X\d]*)|"
    rf"(?:[Δ∆]|del(?:ta)?[\s\-]?){_RESIDUE})\)?"
)
_ALSO = rf"(?:[{_AMINO}]|\+|-|[Ww][Tt]|wild[\s\-]?type|(?:p\.)?{_RESIDUE}(?:{_ACID}|[X*]|del|dup|fs))"
"""A further change, which may be only its new residue (``V600E/K``), or the other allele."""
_CHANGES = rf"{_CHANGE}(?:\s?(?:[/,;+&]|and)\s?{_ALSO})*"
_FAR_CHANGES = _CHANGES.replace("{1,5}", "{2,5}")
"""Changes at places of two digits or more: ``E2A`` is a gene."""
_BASES = r"[ACGTU]+"
_DNA_CHANGE = (
    rf"(?:[cgmnr]\.\S.*|(?:-|IVS)?\d+(?:[+\-]\d+)?(?:_\d+)?(?:{_BASES}[>/]{_BASES}|(?:del|ins|dup){_BASES}|(?:del|ins|dup)\d*)|"
    rf"rs\d{{3,}}|IVS\d+[+\-]\d+{_BASES}>{_BASES})"
)
_DNA_SIGNS = (".", ">", "/", "del", "ins", "dup", "rs")
_DNA_CHANGE_WORD = _DNA_CHANGE.replace(r"\.\S.*", r"\.\S+")
_EXON_PART = r"(?:del|ins|dup|skip|mut|\d)\w*"
_EXON = rf"ex(?:on)?s?[\s\-.]?\d+(?:{_EXON_PART})?(?:[\s\-/]{_EXON_PART})*(?:\s(?:mutation|mutant|variant)s?)?"
_DELETED = r"(?:[Δ∆]|delta[\s\-]?)(?:\d+(?:[\-–]\d+)?|ex(?:on)?[\s\-]?\d+|[NC]\d*|[A-Z]\d+)"
_REARRANGED = (
    r"(?:amplifications?|amplified|amp|rearrangements?|rearranged|translocations?|translocated|fusions?|deletions?|"
    r"deleted|loss(?:[\s\-]of[\s\-]function)?|insertions?|duplications?|truncations?|gain[\s\-]of[\s\-]function|LOF|GOF)"
)


class _Form(NamedTuple):
    rule: KeyRule
    pattern: str
    taxa: tuple[int, ...] = ()
    is_loose: bool = False
    gene: Callable[[str], str] = str
    """Returns the gene's name from the group ``gene``."""
    is_joined: bool = False
    is_word: bool = False
    """Whether a name of the form may be of letters and digits alone."""
    signs: tuple[str, ...] = ()
    """Of which one is in every name of the form; a pattern is compiled when it is first used, which takes a while."""


_ALLELES = (
    # HLA-A*02:01, TRBV20-1*01, CYP2D6*4, CYP2C19*1/*2
    _Form(
        KeyRule.ALLELE,
        rf"{_GENE}\s?\*\s?\d{{1,4}}[A-Z]{{0,2}}(?::\d{{2,4}}[A-Z]?)*(?:x\w+)?(?:/\*?\d+[A-Z]?(?::\d+)*)*",
        signs=("*",),
    ),
    _Form(
        KeyRule.ALLELE,
        r"(?P<gene>[A-Z][A-Z\d]{0,3})\*\d{2,3}:\d{2,3}(?::\d{2,3})*[A-Z]?",
        gene=lambda text: f"HLA-{text}",
        signs=("*",),
    ),
    # HLA-A2, HLA-Cw6, HLA-A0201, HLA-A02:01, HLA-DRB1-15:01, HLA-DR4
    _Form(
        KeyRule.ALLELE,
        r"HLA[\s\-]?(?P<gene>[ABC])w?\d{1,5}(?::\d{2,3})*",
        gene=lambda text: f"HLA-{text}",
        signs=("HLA",),
    ),
    _Form(KeyRule.ALLELE, r"(?P<gene>HLA-D[A-Z]{2}\d?)[\s\-_:]?\d{2}:?\d{2}", signs=("HLA",)),
    _Form(KeyRule.ALLELE, r"(?P<gene>HLA-D[RQP])w?\d{1,2}", signs=("HLA",)),
    # APOE ε4, APOE e3/e4
    _Form(
        KeyRule.ALLELE,
        rf"{_GENE}[\s\-]?(?:[εɛ]|epsilon[\s\-]?|(?<=[\s\-])e)\d(?:/[εɛe]?\d)?",
        is_word=True,
        signs=("ε", "ɛ", "e"),
    ),
    # CD45RA, CD45RA/RO, CD44v6
    _Form(
        KeyRule.ALLELE,
        r"(?P<gene>CD\d{1,3})R(?:[ABC]{1,3}|[O0])(?:/(?:(?:CD\d{1,3})?R)?[ABCO0]+)*",
        is_word=True,
        signs=("CD",),
    ),
    _Form(KeyRule.ALLELE, r"(?P<gene>CD\d{1,3})[\s\-]?(?:v\d{1,2}(?:[\-–/]v?\d{1,2})*|s)", is_word=True, signs=("CD",)),
    # daf-2(e1370), unc-119(ed3) III
    _Form(
        KeyRule.ALLELE,
        r"(?P<gene>[a-z]{3,4}-\d+(?:\.\d+)?)\s?\([a-z]{1,3}\d+[a-z]*\)(?:\s?[IVX]{1,3})?",
        (WORM,),
        signs=("(",),
    ),
    # cdc28-4, ura3-52, leu2-3,112, his3Δ200, trp1-Δ63, cdc28-as1, rad52::KanMX
    _Form(
        KeyRule.ALLELE,
        r"(?P<gene>[a-z]{3}\d{1,3})(?:-(?:ts|td|as\d?|\d{1,3}[A-Za-z]{0,2}(?:,\d{1,3})?|[Δ∆]\d*)|[Δ∆]\d*|"
        r"::[A-Za-z][A-Za-z0-9]*)",
        (YEAST,),
        is_loose=True,
        is_word=True,
        gene=str.upper,
    ),
    # Trp53tm1Tyj, Apoe-tm1Unc, ApcMin/+, Lepob/ob, Trp53 fl/fl, Fmr1-/y
    _Form(
        KeyRule.ALLELE,
        r"(?P<gene>[A-Z][A-Za-z0-9\-]*?)[\s\-]?[te]m\d+(?:\.\d+)?[A-Z]\w*(?:/\S+)?",
        (MOUSE, RAT),
        is_word=True,
        signs=("m",),
    ),
    _Form(KeyRule.ALLELE, rf"(?P<gene>[A-Z][a-z][A-Za-z0-9\-]*?){_ZYGOSITY}", (MOUSE, RAT), signs=("/",)),
    _Form(
        KeyRule.ALLELE, r"(?P<gene>[A-Z][A-Za-z0-9\-]*?)[\s\-]?LSL[\s\-]?\S+", (MOUSE,), is_word=True, signs=("LSL",)
    ),
    # w^1118, sox10^t3
    _Form(KeyRule.ALLELE, r"(?P<gene>[A-Za-z])\^\{?[^\s{}^]+\}?", (FLY,), signs=("^",)),
    _Form(KeyRule.ALLELE, r"(?P<gene>[^\s^]{2,})\^\{?[^\s{}^]+\}?", signs=("^",)),
)
_VARIANTS = (
    # EGFR L858R/T790M, KRAS G12D/+, TP53:p.R175H, F508del CFTR, CFTR ΔF508
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}(?:\spromoter)?[\s\-_:(\[]+{_CHANGES}[)\]]?"),
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}(?<=[A-Za-z\d]{{3}}){_FAR_CHANGES}", is_word=True, is_joined=True),
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_FAR_CHANGES}[\s\-_]+{_GENE}"),
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}[\s:(,]+p\.\S.*", signs=("p.",)),
    # BRAF c.1799T>A, MTHFR 677C>T, BRCA1 185delAG, TCF7L2 rs7903146
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}(?:\spromoter)?[\s:(,\-]+{_DNA_CHANGE}[)\]]?", signs=_DNA_SIGNS),
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_DNA_CHANGE_WORD}[\s(]+{_GENE}\)?", signs=_DNA_SIGNS),
    # EGFR exon 19 deletion, METex14, EGFR del19
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}[\s\-:]*{_EXON}", is_word=True, signs=("ex",)),
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_EXON}[\s\-:]+{_GENE}", signs=("ex",)),
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}[\s\-](?:(?:del|ins)\d+|\d+(?:del|ins))", signs=("del", "ins")),
    # CCR5Δ32, CCR5-delta32, ΔNp63
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}[\s\-]?{_DELETED}", is_word=True, signs=("Δ", "∆", "delta")),
    _Form(KeyRule.PROTEIN_VARIANT, r"[Δ∆][NC]?\d*-?(?P<gene>[A-Za-z]\S+)", is_word=True, signs=("Δ", "∆")),
    # Rac1 N17, RasV12
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}[\s\-_(]+[{_AMINO.replace('P', '')}]\d{{2,3}}\)?"),
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}(?<=[a-z])[{_AMINO.replace('P', '')}]\d{{2,3}}", is_word=True),
    # TP53 null/null
    _Form(KeyRule.ALLELE, rf"(?P<gene>[A-Za-z][A-Za-z0-9\-]*?){_ZYGOSITY}", signs=("/",)),
    # FLT3-ITD, EGFRvIII, BRAFmut, KRAS-WT
    _Form(KeyRule.PROTEIN_VARIANT, rf"{_GENE}[\s\-/]?(?:ITD|TKD|PTD|v[IVX]{{1,3}}|mut|wt|WT|MUT)", is_word=True),
    _Form(KeyRule.ALLELE, rf"{_GENE}[\s\-]{_REARRANGED}", signs=("ion", "ed", "ment", "amp", "loss", "OF")),
    _Form(KeyRule.ISOFORM, rf"{_GENE}[\s\-]?[vV]\d{{1,2}}", is_word=True),  # AR-V7
)
_ACCESSION = r"(?:[NX][MRPG]_\d+|ENS[A-Z]*[TGP]\d{11})(?:\.\d+)?"
_OF_ACCESSION = rf"(?P<accession>{_ACCESSION})\s?(?:\((?P<gene>[^()]+)\))?:\S.*"
_WITH_ACCESSION = rf"(?P<gene>[^\s()]+)\s?[(:]\s?(?P<accession>{_ACCESSION})\)?:\S.*"
_BRACKETED = (
    (r"(?P<gene>\S+?)\[(?=\S*\d|\S{1,3}\])[^\[\]\s]+\]", (FLY, FISH)),
    (r"(?P<gene>\S+?)<sup>[^<>\s]+</sup>", (FLY, MOUSE, RAT, FISH, WORM)),
    (r"(?P<gene>\S+?)<[^<>\s]+>", (MOUSE, RAT, FISH)),
)
_MAY_BE_WORD = re.compile(
    r"^CD\d{1,3}(?:R|v\d|s$)|^HLA|[a-z][A-Z]\d{2,3}$|[te]m\d+[A-Z]|[A-Z\d]{2}(?:ex|[vV])\d+$|v[IVX]+$|(?:mut|MUT|wt|WT|ITD|TKD|PTD)$|"
    rf"[Δ∆εɛ]|[A-Za-z\d]{{2}}(?:[{_AMINO}]\d{{2,4}}(?:[{_AMINO}X]$|del|dup|ins|fs)|{_ACID_3}\d{{2,4}}[A-Z])"
)
_MAY_BE_IN_LOWER_CASE = re.compile(r"\d\d(?:ex|v)\d+$|(?:mut|wt)$")
"""The forms of words of small letters and digits of ASCII: all others of ``_MAY_BE_WORD`` have other letters."""
_MAY_BE = re.compile(
    r"[*^>\]Δ∆εɛ]|&.+;|_.*:|ENS.*:|epsilon|[\s\-]e\d|^HLA|^CD\d|^[a-z]{3}\d{1,3}(?:-(?:ts|td|as?\d|\d)|::)|^[a-z]{3,4}-\d+(?:\.\d+)?\s?\(|[te]m\d|LSL|"
    r"[\-+A-Za-z\d]/[\-+A-Za-z]|[cgmnrp]\.|"
    rf"(?:^|[\s\-_:(\[.]){_ACID}\d{{1,5}}(?:[_\-]{_ACID}\d|{_ACID}|[X*])|del|ins|dup|\dfs|\brs\d{{3}}|"
    r"[Ee]x(?:on)?s?[\s\-.]?\d|[\s\-_(][A-Z]\d{2,3}\)?$|v[IVX]+$|[vV]\d{1,2}$|"
    r"(?:ITD|TKD|PTD|mut|wt|WT|MUT|LOF|GOF|amp|ions?|ed|ments?|loss|function)$"
)


_MADE = ("Tg(", "Gt(", "Tn(", "TgTn(")
"""How names of transgenes and other insertions begin."""


def may_be_allele(name: str) -> bool:
    """Return whether a name may be that of an allele or a variant, or has signs for Greek letters, by a cheap check.

    >>> [may_be_allele(name) for name in ("HLA-A*02:01", "CD45RO", "EGFR L858R", "GRIN1", "unc-13", "TMEM63B")]
    [True, True, True, False, False, False]
    """
    if name.startswith(_MADE):
        return False
    if not name.isalnum():
        return _MAY_BE.search(name) is not None
    is_plain = name.islower() and name.isascii()
    return (_MAY_BE_IN_LOWER_CASE if is_plain else _MAY_BE_WORD).search(name) is not None


def alleles(name: str) -> Iterator[Allele]:
    """Yield the genes of which a name may be an allele, a form or a variant, the best first.

    >>> [next(alleles(name)).gene for name in ("HLA-A*02:01", "EGFR L858R/T790M", "BRAF c.1799T>A", "CD45RO")]
    ['HLA-A', 'EGFR', 'BRAF', 'CD45']
    >>> next(alleles("cdc28-4"))[:3]
    ('CDC28', <KeyRule.ALLELE: 'allele or form dropped'>, (559292,))
    >>> list(alleles("GRIN1"))
    []
    """
    yield from bracketed_alleles(name)
    for text in dict.fromkeys((name.strip(), strip_modifiers(name))):
        is_word = text.isalnum()
        for form in (*_ALLELES, *_VARIANTS):
            if is_word and not form.is_word:
                continue
            if form.signs and not any(sign in text for sign in form.signs):
                continue
            if found := _compiled(form.pattern).match(text):
                gene = form.gene(found["gene"].rstrip(" -_:("))
                yield Allele(gene, form.rule, form.taxa, form.is_loose, form.is_joined)
        if found := _compiled(_HETEROZYGOUS).match(text):  # ApcMin/+, where no mark ends the gene
            for end in range(len(found[1]) - 1, len(found[1]) - _LONGEST_ALLELE, -1):
                if end > 1:
                    yield Allele(found[1][:end], KeyRule.ALLELE, (MOUSE,), is_loose=True)


def bracketed_alleles(name: str) -> Iterator[Allele]:
    """Yield the gene of an allele in brackets or raised: ``Egfr[f2]``, ``Kras<tm4Tyj>``, ``w<sup>1118</sup>``.

    >>> next(bracketed_alleles("Egfr[f2]")).gene
    'Egfr'
    """
    if name[-1:] in "]>":
        for pattern, taxa in _BRACKETED:
            if found := _compiled(pattern).match(name):
                yield Allele(found["gene"], KeyRule.ALLELE, taxa)


def of_accession(name: str) -> tuple[str, str] | None:
    """Return the accession of which a name is a variant and the gene in brackets beside it; ``None`` for other names.

    >>> of_accession("NM_000546.6(TP53):c.215C>G"), of_accession("TP53:p.R175H")
    (('NM_000546.6', 'TP53'), None)
    """
    if ":" not in name:
        return None
    found = _compiled(_OF_ACCESSION).match(name) or _compiled(_WITH_ACCESSION).match(name)
    return (found["accession"], found["gene"] or "") if found else None


@cache
def _compiled(text: str) -> re.Pattern[str]:
    """Return the pattern for whole names, which is compiled when it is first used."""
    return re.compile(f"^(?:{text})$")


_HETEROZYGOUS = r"([A-Z][a-z][A-Za-z0-9\-]*[A-Za-z0-9])/[+\-yY]"
_LONGEST_ALLELE = 7
_GREEK_ENTITIES = {
    "agr": "α", "bgr": "β", "ggr": "γ", "dgr": "δ", "egr": "ε", "zgr": "ζ", "eegr": "η", "thgr": "θ", "igr": "ι",
    "kgr": "κ", "lgr": "λ", "mgr": "μ", "ngr": "ν", "xgr": "ξ", "ogr": "ο", "pgr": "π", "rgr": "ρ", "sgr": "σ",
    "tgr": "τ", "ugr": "υ", "phgr": "φ", "khgr": "χ", "psgr": "ψ", "ohgr": "ω",
}  # fmt: skip
"""Entities of ISO 8879 for Greek letters, which databases of genes use and HTML lacks."""
_ENTITY = re.compile(r"&([A-Za-z]+);")


def without_entities(name: str) -> str:
    """Return a name with the entities of HTML and SGML replaced by their characters.

    >>> without_entities("&bgr;Tub56D"), without_entities("IFN-&gamma;"), without_entities("A&B; C")
    ('βTub56D', 'IFN-γ', 'A&B; C')
    """
    if "&" not in name or ";" not in name:
        return name
    from html import unescape

    return unescape(_ENTITY.sub(lambda found: _GREEK_ENTITIES.get(found[1].lower(), found[0]), name))
