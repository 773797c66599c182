"""Forms that say what a name is before it is looked up: ``p-ERK``, ``H3K27me3``, ``miR-16``, ``TP53.1``, ``3-2``.

The guard ``may_have_form`` imports nothing, since every name comes here and few have a form.
"""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_DIGITS = frozenset("0123456789")
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MICRO_RNA_SPECIES = {"hsa": "h", "mmu": "m", "rno": "r", "dre": "z", "dme": "d", "cel": "c"}
"""The species letter that means the species of a microRNA's prefix."""
_SPECIES_OF_MICRO_RNA = frozenset(f"{species}-" for species in MICRO_RNA_SPECIES)
_STARTS: dict[str, tuple[str, ...]] = {
    **{f"p{letter}": ("p",) for letter in (*_CAPITALS, "p")},
    "pr": ("pri-", "pre-"),
    **{month[:2]: tuple(f"{month}{mark}" for mark in "-. ") for month in ("Mar", "Sep", "Oct", "Dec")},
    **{f"{letter}-": (f"{letter}-",) for letter in "pP"},
    **{f"H{digit}": ("H",) for digit in "1234"},
    **dict.fromkeys(("hi", "Hi"), ("histone", "Histone")),
    **dict.fromkeys(("ph", "Ph"), ("phospho", "Phospho")),
    **dict.fromkeys(("ac", "Ac"), ("ac-", "Ac-", "AcH", "acetyl", "Acetyl")),
    **dict.fromkeys(("mi", "Mi", "MI", "mI"), ("mir", "miR", "Mir", "MiR", "MIR", "mIR", "micro", "Micro")),
    **dict.fromkeys(("le", "Le", "LE"), ("let7", "let-7", "Let7", "Let-7", "LET7", "LET-7")),
    "di": ("dilp",),
    **dict.fromkeys(("ge", "Ge", "GE"), ("gene", "Gene", "GENE")),
    **dict.fromkeys(("ro", "Ro", "RO"), ("row", "Row", "ROW")),
}
"""Beginnings of states, histones, microRNAs, insulins of fly and rows by the first two characters."""
_ACCESSION = 5
"""The fewest digits of the accession of a clone, before its version."""
_NUMBERED = frozenset(("LI", "LO", "Gm"))
"""Beginnings of symbols with as many digits: of ``LINC``, ``LOC`` and ``Gm``."""
LONGEST_NAME = 6
"""Words of the longest names that are no phrases."""
SHORTEST_SEQUENCE = 8
"""Letters of the shortest text that is told to be a sequence; symbols of the letters of nucleotides are shorter."""
SHORTEST_PROTEIN = 15
"""The same of a protein."""
_NUCLEOTIDES = "ACGTUN"
_SEQUENCE_LETTERS = frozenset(_CAPITALS) - frozenset("BJOXZ")
_STARTS_OF_TEXTS = frozenset("0123456789{[<>~≤≥&")
"""First characters of amounts, and of pieces of JSON and HTML."""


def may_have_form(name: str) -> bool:
    """Return whether a name may have a form, by a cheap check of its first and last characters.

    >>> [may_have_form(name) for name in ("p-ERK", "TP53.1", "CDK4/6", "GRIN1", "unc-13", "IL-6")]
    [True, True, True, False, False, True]
    """
    if name[:2] in _STARTS and name.startswith(_STARTS[name[:2]]):
        return True
    if name.isalnum():
        if name[0] in _DIGITS:
            return name.isdigit()
        if name[-1] not in _SEQUENCE_LETTERS or len(name) < SHORTEST_SEQUENCE:
            return False
        return not name.strip(_NUCLEOTIDES) or (len(name) >= SHORTEST_PROTEIN and name.isupper() and name.isalpha())
    if "/" in name or "@" in name:
        return True
    if (first := name[:1]) in _STARTS_OF_TEXTS and (first not in _DIGITS or " " in name[1:6] or "-" in name[1:3]):
        return True  # also 50 kDa, 2-Sep
    end = name[-3:]
    if end[-1:] in _DIGITS:
        if "." in end:
            dot = name.rfind(".")
            is_clone = dot > _ACCESSION and name[dot - _ACCESSION : dot].isdigit()
            return not is_clone or name[:2] in _NUMBERED  # AC105020.1, not LINC01238.1
        if "_" in end or "_dup" in name or "E+" in name:
            return True
        if end[-2:-1] == "-" and name[0].isupper():
            return True
    elif end[-2:] in _COPY_ENDINGS or "." in name[-5:-3] or name.count(" ") >= LONGEST_NAME:
        return True
    start = name[:5]
    if "-" in start and name[:4].lower() in _SPECIES_OF_MICRO_RNA:
        return True
    return ":" in start or "\\" in start or is_number(name)


_COPY_ENDINGS = frozenset((".x", ".y", "_x", "_y", "up"))
"""Last characters of names of columns that programs made distinct: of ``_x`` and ``_dup``."""


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


_SITE = r"(?:[pP]-?)?(?:Ser|Thr|Tyr|[STY])[\s\-]?\d{1,4}"
_SITES = rf"{_SITE}(?:[/,;]\s?(?:Ser|Thr|Tyr|[STY])?[\s\-]?\d{{1,4}})*"
_STATE = (
    r"^(?:(?:[pP]hospho(?:rylated)?|[aA]cetyl(?:ated)?)(?:[\s\-]|(?=[A-Z]))|p(?=[A-Z]|p\d\d)|p-|P-(?=[A-Z]{2}|[A-Z]+\d|p\d\d)|[aA]c-)"
    rf"(?P<rest>[^\s].*?)(?:\s?\({_SITES}\)|[\s\-_]{_SITES})?$"
)


def without_state(name: str) -> str:
    """Return what a name says is phosphorylated or acetylated; an empty string for other names.

    >>> [without_state(name) for name in ("p-ERK1/2", "pSTAT3", "pAKT(S473)", "phosphoAkt", "P-selectin")]
    ['ERK1/2', 'STAT3', 'AKT', 'Akt', '']
    """
    found = _pattern(_STATE).match(name)
    return found["rest"] if found else ""


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
    r"(?:[/,][1-3])*$|^(?:[aA]c-?|acetyl(?:ated)?[\s\-]|[pP]-?|[pP]hospho-?)H(?P<state>1|2A|2B|3|4)$"
)


_HISTONES = frozenset(("H2A", "H2B", "H3", "H4"))


def plain_histone(name: str) -> str:
    """Return the family that the name of a histone means; an empty string for other names, and for marks.

    >>> plain_histone("H3"), plain_histone("histone H2A"), plain_histone("H3K9ac")
    ('Histone H3', 'Histone H2A', '')
    """
    rest = name[len("histone") :].strip(" -") if name[:7].lower() == "histone" else name
    return f"Histone {rest}" if rest in _HISTONES else ""


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


_PROGRAM_SUFFIX = r"^(?P<symbol>[A-Za-z][A-Za-z0-9\-()]*)(?:[._]\d{1,2}|-\d|[._][xy]|[._]dup\d{0,2}|\.\.\.\d{1,5})$"


def before_suffix(name: str) -> str:
    """Return a name without what programs add to make names distinct; an empty string for names without it.

    >>> [before_suffix(name) for name in ("TP53.1", "Actb-1", "EGFR_x", "EGFR...12", "TP53")]
    ['TP53', 'Actb', 'EGFR', 'EGFR', '']
    """
    found = _pattern(_PROGRAM_SUFFIX).match(name)
    return found["symbol"] if found else ""


_EXPONENT = r"^(?P<first>\d)(?:[.,](?P<rest>\d+))?[eE]\+?(?P<power>\d{1,2})$"
_RIKEN_DIGITS = 7


def riken_pattern(name: str) -> tuple[str, str]:
    """Return how the RIKEN identifiers begin that a spreadsheet shows as this number, and their regular expression.

    The power is that of the identifier, or that of the number, which has seven digits before the ``E``.

    >>> riken_pattern("2.31E+19")
    ('231', '231[0-9]{4}e(?:19|13)rik')
    >>> riken_pattern("231")
    ('', '')
    """
    found = _pattern(_EXPONENT).match(name)
    stem = found["first"] + (found["rest"] or "") if found else ""
    if not found or not 1 < len(stem) < _RIKEN_DIGITS:
        return "", ""
    power, missing = int(found["power"]), _RIKEN_DIGITS - len(stem)
    return stem, f"{stem}[0-9]{{{missing}}}e(?:{power:02}|{max(power - _RIKEN_DIGITS + 1, 0):02})rik"


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
