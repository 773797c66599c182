"""What names say of the form of a product: its state, part, type, place or change, and its spelling in Britain.

Each function returns simpler texts of a name, or the name itself where it has no such form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from genenorm.text.spellings import arabic

SHORTEST_REST = 3
"""Characters of the shortest name that is left of a longer one."""


_ABBREVIATED = (
    # Words that symbols shorten to letters: Epo receptor (EPOR), VEGF receptor 1 (VEGFR1), Fas ligand (FASL).
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+receptors?\b[\s\-]*"), "R"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+ligands?\b[\s\-]*"), "L"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+binding[\s\-]+proteins?\b[\s\-]*"), "BP"),
    (re.compile(r"(?<=[A-Za-z0-9])[\s\-]+kinases?\b[\s\-]*"), "K"),
)
ABBREVIATED_WORDS = ("receptor", "ligand", "binding", "kinase")
"""One of them is found in every name that ``abbreviated`` changes."""


def abbreviated(name: str) -> Iterator[str]:
    """Yield a name with each kind of word shortened to the letters that symbols have for it.

    >>> next(abbreviated("Epo receptor"))
    'EpoR'
    """
    for pattern, letter in _ABBREVIATED:
        yield pattern.sub(letter, name)


# -- British spelling -----------------------------------------------------------------------------------------------

_BRITISH = {"haem": "hem", "aemi": "emi", "oestr": "estr", "tumour": "tumor", "sulph": "sulf", "trophin": "tropin",
            "trophic": "tropic", "oesoph": "esoph", "foet": "fet", "fibre": "fiber",
            "leuco": "leuko", "caesar": "cesar", "caerulo": "cerulo", "coeruleus": "ceruleus",
            "colour": "color"}  # fmt: skip
"""American spellings by the British parts of words, in lower case."""
_HAEM = re.compile(r"\b[hH]aem\b")
BRITISH_PART = re.compile("|".join(f"[{part[0]}{part[0].upper()}]{part[1:]}" for part in _BRITISH))
"""A part of a word that is spelled otherwise in America."""


LONG_WORD = re.compile("[a-z]{6}")
"""Found in every name with a part that is spelled in two ways, and in few symbols."""


def may_be_british(name: str) -> bool:
    """Return whether a name has a part that is spelled otherwise in America."""
    return LONG_WORD.search(name) is not None and BRITISH_PART.search(name) is not None


def american(name: str) -> str:
    """Return a name in American spelling.

    >>> american("haem oxygenase"), american("tumour necrosis factor"), american("haemopexin")
    ('heme oxygenase', 'tumor necrosis factor', 'hemopexin')
    """
    return BRITISH_PART.sub(lambda found: _BRITISH[found[0].lower()], _HAEM.sub("heme", name))


# -- states, parts of complexes, types -----------------------------------------------------------------------------

STATE_PREFIX = re.compile(r"^(?:[Pp]hospho|[Pp]ro|[ps])(?=[A-Z])")
"""Before a symbol: phosphorylated (``pSTAT3``), soluble (``sIL-6R``), not yet cleaved (``proBDNF``).

Before a dash ``strip_modifiers`` removes them.
"""
_STATE_SUFFIX = re.compile(r"(?<=[A-Za-z0-9]{3})(?:KO|KD)$")


def without_state(name: str) -> Iterator[str]:
    """Yield a symbol without the letters of a state around it.

    >>> list(without_state("pSTAT3")), list(without_state("STAT3KO"))
    (['STAT3'], ['STAT3'])
    """
    for pattern in (STATE_PREFIX, _STATE_SUFFIX):
        shorter = pattern.sub("", name)
        if shorter != name and len(shorter) >= SHORTEST_REST:
            yield shorter


_PART_OF = re.compile(
    r"^(?P<part>\S+(?:[\s\-]\S+)?)[\s\-]{1,3}(?:(?:sub)?units?|chains?|isoforms?|isotypes?|components?|members?)\s+of\s+"
    r"(?:the\s+)?(?P<whole>\S.*)$",
    re.IGNORECASE,
)
_TYPE_OF = re.compile(
    r"^(?:sub)?(?:types?|class)[\s\-]+(?P<part>I{1,3}|IV|\d{1,2})[\s\-]+(?P<whole>\S.*)$", re.IGNORECASE
)
MAY_BE_PART = re.compile(r"\bof\b|^(?:sub)?(?:type|class)", re.IGNORECASE)
"""Found in every name that ``parts_of_complex`` changes."""


def parts_of_complex(name: str) -> Iterator[str]:
    """Yield ``IL-10 receptor beta`` from ``beta chain of the IL-10 receptor``, and ``TNF-R I`` from ``type I TNF-R``.

    A part that has a number may be a name of its own.

    >>> list(parts_of_complex("p65 subunit of NF-kB"))[-1]
    'p65'
    """
    for pattern in (_PART_OF, _TYPE_OF):
        if found := pattern.match(name):
            yield (text := f"{found['whole']} {found['part']}")
            yield from abbreviated(text)
            yield f"{found['part']} {found['whole']}"
            if any(map(str.isdigit, found["part"])) and any(map(str.isalpha, found["part"])):
                yield found["part"]


PLACE = re.compile(
    "(?:neuronal|neural|brain|endothelial|epithelial|vascular|hepatic|liver|cardiac|heart|renal|kidney|pancreatic|"
    r"intestinal|gastric|muscle|skeletal muscle|platelet|macrophage|placental|fo?etal)[\s\-]+(?=\S)",
    re.IGNORECASE,
)
"""Where a product is: tried after all else, since such words are parts of names too (``brain natriuretic peptide``)."""


_ONE_LETTER, _THREE_LETTERS = (
    "ACDEFGHIKLMNPQRSTVWY",
    ("Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val"),
)
_CHANGE = (
    rf"(?:p\.\(?)?(?:[{_ONE_LETTER}]\d{{1,4}}(?:[{_ONE_LETTER}X*]|del|dup|fs\*?\d*)|"
    rf"(?:{_THREE_LETTERS})\d{{1,4}}(?:{_THREE_LETTERS}|Ter|\*|del|fs))"
)
CHANGE_END = re.compile(rf"[\s\-_:]*[\s\-_:(\[]{_CHANGE}[)\]]{{0,2}}$")
"""A change of an amino acid behind a name, apart from it; ``alleles`` has those without anything between."""
_VARIANT_START = re.compile(rf"^{_CHANGE}[\s\-_]+(?=[A-Za-z])")
MAY_BE_CHANGED = re.compile(r"\d(?:[A-Z*]|[A-Z]?[a-z]{2,3}|fs\*?\d*)[)\]]?$|^(?:p\.)?[A-Z](?:[a-z]{2})?\d+[A-Za-z*]")
"""Found in every name that ``without_change`` changes."""


def without_change(name: str) -> Iterator[str]:
    """Yield ``BRAF`` from ``BRAF-V600E``, ``BRAF p.Val600Glu`` and ``V600E BRAF``.

    >>> [next(without_change(name)) for name in ("BRAF-V600E", "BRAF p.Val600Glu", "V600E BRAF")]
    ['BRAF', 'BRAF', 'BRAF']
    """
    for pattern in (CHANGE_END, _VARIANT_START):
        shorter = pattern.sub("", name)
        if shorter != name and len(shorter) >= SHORTEST_REST:
            yield shorter


PROGRAM_MARK = re.compile(r"^X(?=\d\d)")
"""What R writes before a name that begins with a digit."""


def without_program_mark(name: str) -> Iterator[str]:
    """Yield ``1700001O22Rik`` from ``X1700001O22Rik``, as R writes names that begin with a digit.

    >>> list(without_program_mark("X1700001O22Rik"))
    ['1700001O22Rik']
    """
    shorter = PROGRAM_MARK.sub("", name)
    if shorter != name:
        yield shorter


_COLLAGEN = re.compile(r"^(?:pro[\s\-]?)?(?:alpha|α)[\s\-]?(\d)[\s\-]?\(([IVX]+)\)", re.IGNORECASE)


def collagen_chain(name: str) -> Iterator[str]:
    """Yield ``COL5A1`` from ``alpha1(V)``, as the chains of collagens are written.

    >>> list(collagen_chain("pro-alpha2(I) collagen"))
    ['COL1A2']
    """
    if (found := _COLLAGEN.match(name)) and (number := arabic(found[2])):
        yield f"COL{number}A{found[1]}"
