"""Forms that say what a name is before it is looked up: ``p-ERK``, ``H3K27me3``, ``miR-16``, ``TP53.1``, ``3-2``.

The guard ``may_have_form`` imports little, since every name comes here and few have a form.
"""

from __future__ import annotations

from functools import cache

from genenorm.text.species_marks import LETTER_STARTS, WORD_ENDS, WORD_STARTS, by_two_characters, may_end_with_species

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_DIGITS = frozenset("0123456789")
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MICRO_RNA_SPECIES = {"hsa": "h", "mmu": "m", "rno": "r", "dre": "z", "dme": "d", "cel": "c"}
"""The species letter that means the species of a microRNA's prefix."""
_SPECIES_OF_MICRO_RNA = frozenset(f"{species}-" for species in MICRO_RNA_SPECIES)
_STATES = ("ub-", "Ub-", "ubiquitin", "cl-", "Cl-", "sumo", "Sumo", "SUMO-", "SUMO1-", "SUMO2-", "t-", "T-", "GTP-",
           "ox-", "Ox-", "\u03b3H", "\u03b3-", "gammaH", "gamma-H", "gH", "me-", "Me-", "me1-", "me2-", "me3-",
           "methylated", "mature", "pro-", "pro ", "procaspase", "prp", "prP")  # fmt: skip
"""Beginnings of names with a state, but for the phosphorylated and the acetylated."""
_STARTS: dict[str, tuple[str, ...]] = {
    **{f"p{letter}": ("p",) for letter in (*_CAPITALS, "p", "4", "(")},
    "pr": ("pri-", "pre-"),
    **{month[:2]: tuple(f"{month}{mark}" for mark in "-. ") for month in ("Mar", "Sep", "Dec")},
    **{f"{letter}-": (f"{letter}-",) for letter in "pP"},
    **{f"H{digit}": ("H",) for digit in "1234"},
    **dict.fromkeys(("ph", "Ph"), ("phospho", "Phospho")),
    **dict.fromkeys(("ac", "Ac"), ("ac-", "Ac-", "AcH", "acH", "acetyl", "Acetyl")),
    **dict.fromkeys(("mi", "Mi", "MI", "mI"), ("mir", "miR", "Mir", "MiR", "MIR", "mIR", "micro", "Micro")),
    **dict.fromkeys(("le", "Le", "LE"), ("let7", "let-7", "Let7", "Let-7", "LET7", "LET-7")),
    "di": ("dilp",),
    **dict.fromkeys(("ge", "Ge", "GE"), ("gene", "Gene", "GENE")),
    **dict.fromkeys(("ro", "Ro", "RO"), ("row", "Row", "ROW")),
}
"""Beginnings of states, histones, microRNAs, insulins of fly and rows by the first two characters."""
_STATE_STARTS = {two: starts for two, starts in _STARTS.items() if two[0] in "pP" or two in ("ac", "Ac")}
_STATE_STARTS |= by_two_characters(_STATES)
for _starts in (by_two_characters(_STATES), LETTER_STARTS):
    for _two, _more in _starts.items():
        _STARTS[_two] = (*_STARTS.get(_two, ()), *_more)
_ACCESSION = 5
"""The fewest digits of the accession of a clone, before its version."""
LONGEST_NAME = 6
"""Words of the longest names that are no phrases."""


def _may_have_site(name: str) -> bool:
    return "pS" in name or "pT" in name or "pY" in name


def may_have_form(name: str) -> bool:
    """Return whether a name may have a form, by a cheap check of its first and last characters.

    >>> [may_have_form(name) for name in ("p-ERK", "TP53.1", "CDK4/6", "GRIN1", "unc-13", "IL-6")]
    [True, True, True, False, False, True]
    """
    if name[:2] in _STARTS and name.startswith(_STARTS[name[:2]]):
        return True
    if name.isalnum():
        return name[0] in _DIGITS and name.isdigit()
    if "/" in name or (name[:2] in WORD_STARTS and name.startswith(WORD_STARTS[name[:2]])):
        return True
    end = name[-3:]
    if (end[1:] in WORD_ENDS or end[-1:] in ")]") and may_end_with_species(name):
        return True
    if end[-1:] in _DIGITS:
        if "." in end:
            dot = name.rfind(".")
            return dot <= _ACCESSION or not name[dot - _ACCESSION : dot].isdigit()  # not AC105020.1
        if _may_have_site(name):
            return True
        if "_" in end or (end[-2:-1] == "-" and name[:1].isupper()) or "E+" in name:
            return True
    elif name.count(" ") >= LONGEST_NAME:
        return True
    start = name[:5]
    if "-" in start and name[:4].lower() in _SPECIES_OF_MICRO_RNA:
        return True
    return ":" in start or "\\" in start or is_number(name)


def is_number(name: str) -> bool:
    """Return whether a name has no letter, but a digit: ``14-3-3``.

    >>> is_number("3-2"), is_number("3'-UTR"), is_number("+")
    (True, False, False)
    """
    if name.isalnum():
        return name.isdigit()
    return name.lower() == name.upper() and any(map(str.isdigit, name)) and not any(map(str.isalpha, name))


def is_row_name(name: str) -> bool:
    """Return whether a name is one that programs give the rows of a table: ``gene12``.

    >>> is_row_name("gene12"), is_row_name("Row_1"), is_row_name("GENE-X")
    (True, True, False)
    """
    return _pattern(r"(?i)^(?:genes?|rows?)[_.\-]?\d+$").match(name) is not None


_FEWEST_ROWS = 10
"""Consecutive numbers from which they are those of rows."""


def are_row_numbers(names: Sequence[str]) -> bool:
    """Return whether the distinct names of a list are consecutive numbers, as programs number the rows of a table.

    >>> are_row_numbers([str(number) for number in range(1000)]), are_row_numbers(["7157", "672"])
    (True, False)
    """
    if len(names) < _FEWEST_ROWS or not (names[0].isdecimal() and names[-1].isdecimal()):
        return False
    if not all(map(str.isdecimal, names)):
        return False
    numbers = set(map(int, names))
    return max(numbers) - min(numbers) == len(names) - 1 == len(numbers) - 1


def is_phrase(name: str) -> bool:
    """Return whether a name has more words than names have.

    >>> is_phrase("expression of IL6 is raised in serum"), is_phrase("tumor necrosis factor receptor")
    (True, False)
    """
    return name.count(" ") >= LONGEST_NAME and len(name.split()) > LONGEST_NAME


@cache
def _pattern(text: str) -> re.Pattern[str]:
    import re

    return re.compile(text)


_KNOWN_PREFIX = r"^(?:gene:|(?P<fly>Dmel)\\)(?P<rest>\S+)$"


def without_prefix(name: str) -> tuple[str, bool]:
    r"""Return a name without the prefix of a database's table, and whether it says that the gene is of fly.

    >>> without_prefix("gene:TP53"), without_prefix("Dmel\\hh"), without_prefix("TP53")
    (('TP53', False), ('hh', True), ('', False))
    """
    found = _pattern(_KNOWN_PREFIX).match(name)
    return (found["rest"], found["fly"] is not None) if found else ("", False)


_PHOSPHO = (
    r"^(?:[pP]hospho(?:rylated)?(?:[\s\-]|(?=[A-Z4]))|p(?!H\d|Ser$|Thr$|Tyr$|.$)(?=[A-Z4(]|p\d\d|rp[sS])|p-|P-(?=[A-Z]{2}|[A-Z]+\d|p\d\d)"
    r"|pro[\s\-]|pro(?=caspase))(?=\S)"
)
_OTHER_STATE = (
    r"^(?:[aA]cetyl(?:ated)?(?:[\s\-]|(?=[A-Z4]))|[aA]c-|[uU]b-|[sS]umo\d?-|SUMO-?\d?-|[cC]l-|[mM]e\d?-|GTP-|[oO]x-"
    r"|[tT]-(?=[A-Z]{2}|[A-Z]+[a-z]*\d|p\d\d)|(?:\u03b3-?|gamma-?|g)(?=H2A\.?[XZ]|H2av)"
    r"|(?:ubiquitin(?:yl)?ated|sumoylated|methylated|mature)[\s\-])(?=\S)"
)
_SITE = r"(?:[pP]-?)?(?:Ser|Thr|Tyr|[STY])[\s\-]?\d{1,4}"
_SITES = rf"{_SITE}(?:[/,;]\s?(?:Ser|Thr|Tyr|[STY])?[\s\-]?\d{{1,4}})*"
_SITES_BEFORE = rf"^\(?{_SITES}\)?[\s\-]+(?=\S)"
_SITES_BEHIND = rf"(?<=\S)(?:\s?\({_SITES}\)|[\s\-_]{_SITES})$|(?<=\w\w)(?:Ser|Thr|Tyr|[STY])\d{{3,4}}$"
_STATE_BEHIND = r"(?<=\w)[\s\-_]?\(?p-?(?:Ser|Thr|Tyr|[STY])-?\d{1,4}\)?$"


def without_state(name: str) -> str:
    """Return what a name says is phosphorylated, acetylated, or in another state; an empty string for other names.

    >>> names = ("p-ERK1/2", "pSTAT3", "pAKT(S473)", "pS473-AKT", "AKT-pS473", "ub-PCNA", "P-selectin")
    >>> [without_state(name) for name in names]
    ['ERK1/2', 'STAT3', 'AKT', 'AKT', 'AKT', 'PCNA', '']
    """
    state = _PHOSPHO if name[:1] in ("p", "P") else _OTHER_STATE
    if name.startswith(_STATE_STARTS.get(name[:2], ())) and (found := _pattern(state).match(name)):
        rest = name[found.end() :]
        if any(map(str.isdigit, rest)):  # it may have a site
            rest = _pattern(_SITES_BEHIND).sub("", _pattern(_SITES_BEFORE).sub("", rest))
        return rest
    if not _may_have_site(name):
        return ""
    rest = _pattern(_STATE_BEHIND).sub("", name)
    return "" if rest == name else rest


_SITE_NUMBER = r"(?<=[A-Za-z])[\s\-]?\d{3}$"


def without_site_number(name: str) -> str:
    """Return a name without the number of a site of three digits behind it (``Tau217``), or an empty string.

    >>> without_site_number("Tau217"), without_site_number("Akt-473"), without_site_number("STAT3")
    ('Tau', 'Akt', '')
    """
    shorter = _pattern(_SITE_NUMBER).sub("", name)
    return "" if shorter == name else shorter


_MARK = (
    r"^H(?P<mark>1|2A|2B|3|4)(?:\.\d|\.?[FXZ])?(?:[KRST]\d{1,3}M?(?:me|cr|bu|bhb|la|su|pr|og|ac|ub|ph|$)|ac|ub)"
    r"[a-z]{0,4}[1-3]?"
    r"(?:[/,][1-3])*$|^(?:[aA]c-?|acetyl(?:ated)?[\s\-]|[pP]-?|[pP]hospho-?|[uU]b-?|[mM]e\d?-?)H(?P<state>1|2A|2B|3|4)$"
)


def marked_histone(name: str) -> str:
    """Return the family of histones on which a name is a mark; an empty string for other names.

    >>> marked_histone("H3K27me3"), marked_histone("H2AK119ub"), marked_histone("AcH4"), marked_histone("H3-3A")
    ('Histone H3', 'Histone H2A', 'Histone H4', '')
    """
    found = _pattern(_MARK).match(name)
    return f"Histone H{found['mark'] or found['state']}" if found else ""


_MICRO_RNA = (
    r"^(?:(?P<species>hsa|mmu|rno|dre|dme|cel)-)?(?:(?:pri|pre)-)?"
    r"(?:(?P<kind>mir|mirna|micro-?rna)s?[\s\-]?(?P<number>\d{1,5}[a-z]{0,2})|let-?(?P<let>7[a-k]?))"
    r"(?P<copy>-\d{1,2})?(?P<arm>-?[35]p|\*|-as)?$"
)


def micro_rna(name: str) -> tuple[str, str] | None:
    """Return the plain name of a microRNA and its species letter, or an empty string; ``None`` for other names.

    >>> [micro_rna(name) for name in ("hsa-miR-16-5p", "microRNA-20a", "let-7a", "let-23", "MIR9-3HG")]
    [('mir16', 'h'), ('mir20a', ''), ('let7a', ''), None, None]
    """
    found = _pattern(f"(?i){_MICRO_RNA}").match(name)
    if not found:
        return None
    plain = f"mir{found['number']}" if found["kind"] else f"let{found['let']}"
    return plain.lower() + (found["copy"] or ""), MICRO_RNA_SPECIES.get((found["species"] or "").lower(), "")


_PROGRAM_SUFFIX = r"^(?P<symbol>[A-Za-z][A-Za-z0-9\-()]*)(?:[._]\d{1,2}|-\d)$"


def before_suffix(name: str) -> str:
    """Return a name without the number that programs add to make names distinct; an empty string without one.

    >>> before_suffix("TP53.1"), before_suffix("Actb-1"), before_suffix("TP53")
    ('TP53', 'Actb', '')
    """
    found = _pattern(_PROGRAM_SUFFIX).match(name)
    return found["symbol"] if found else ""


_EXPONENT = r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$"


def note_of_unknown(name: str, dates: str = "") -> str:
    """Return what an unknown name with a form is; an empty string for other names.

    :param dates: the symbols that a spreadsheet may have made this number of, as text.

    >>> note_of_unknown("2.31E+13")
    'a number; a RIKEN identifier such as 2310009E13Rik in a spreadsheet may become it'
    """
    if _pattern(_EXPONENT).match(name):
        return "a number; a RIKEN identifier such as 2310009E13Rik in a spreadsheet may become it"
    if is_phrase(name):
        return f"a phrase of {len(name.split())} words, no name of a gene"
    if is_row_name(name):
        return "the name of a row, no name of a gene"
    if not is_number(name):
        return ""
    if not name.strip().isdigit():
        return "a number, no name of a gene"
    note = "no GeneID of the index"
    return f"{note}; as a date of a spreadsheet it may be {dates}" if dates else note
