"""Forms that say what a name is before it is looked up: ``p-ERK``, ``H3K27me3``, ``miR-16``, ``TP53.1``, ``3-2``.

The guard ``may_have_form`` imports little, since every name comes here and few have a form.
"""

from __future__ import annotations

from functools import cache

from genenorm.text.species_marks import LETTER_STARTS, WORD_ENDS, WORD_STARTS, by_two_characters, may_end_with_species

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterable, Sequence

_DIGITS = frozenset("0123456789")
_MARKS = frozenset("/|;:=_\\")
"""Marks between the parts of a name, or behind a prefix."""
_MARKS_OF_IDENTIFIERS = _MARKS - {"/"}
_TAGS_OF_RNA = frozenset(("rna:", "mrna"))
_DASHED_PREFIXES = frozenset(("gene-", "rna-", "cds-", "exon-"))
_ASSEMBLIES = frozenset(("GR", "hg", "mm", "rn"))
_LISTED = frozenset(("FB", "WB", "S0"))
"""The first two characters of identifiers that lists with commas or spaces have."""
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPECIES_OF_MICRO_RNA = frozenset(("hsa-", "mmu-", "rno-", "dre-", "dme-", "cel-", "sce-"))
_STATES = ("ub-", "Ub-", "ubiquitin", "cl-", "Cl-", "sumo", "Sumo", "SUMO-", "SUMO1-", "SUMO2-", "t-", "T-", "GTP-",
           "ox-", "Ox-", "\u03b3H", "\u03b3-", "gammaH", "gamma-H", "gH", "me-", "Me-", "me1-", "me2-", "me3-",
           "methylated", "mature", "pro-", "pro ", "procaspase", "prp", "prP")  # fmt: skip
"""Beginnings of names with a state, but for the phosphorylated and the acetylated."""
_STARTS: dict[str, tuple[str, ...]] = {
    **{f"p{letter}": ("p",) for letter in (*_CAPITALS, "p", "4", "(")},
    "pr": ("pri-", "pre-"),
    **{month[:2]: tuple(f"{month}{mark}" for mark in "-. ") for month in ("Mar", "Sep", "Oct", "Dec")},
    **{f"{letter}-": (f"{letter}-",) for letter in "pP"},
    **{f"H{digit}": ("H",) for digit in "1234"},
    **dict.fromkeys(("hi", "Hi"), ("histone", "Histone")),
    **dict.fromkeys(("ph", "Ph"), ("phospho", "Phospho")),
    **dict.fromkeys(("ac", "Ac"), ("ac-", "Ac-", "AcH", "acH", "acetyl", "Acetyl")),
    **dict.fromkeys(("mi", "Mi", "MI", "mI"), ("mir", "miR", "Mir", "MiR", "MIR", "mIR", "micro", "Micro")),
    **dict.fromkeys(("le", "Le", "LE"), ("let7", "let-7", "Let7", "Let-7", "LET7", "LET-7")),
    "di": ("dilp",),
    "GR": ("GRCh", "GRCm", "GRCz", "GRCr"),
    "hg": ("hg1", "hg3"),
    "mm": ("mm9-", "mm10-", "mm39-", "mm10."),
    "rn": ("rn5-", "rn6-", "rn7-"),
    **dict.fromkeys(("ge", "Ge", "GE"), ("gene", "Gene", "GENE")),
    **dict.fromkeys(("ro", "Ro", "RO"), ("row", "Row", "ROW")),
}
"""Beginnings of states, histones, microRNAs, insulins of fly, assemblies and rows by the first two characters."""
_STATE_STARTS = {two: starts for two, starts in _STARTS.items() if two[0] in "pP" or two in ("ac", "Ac")}
_STATE_STARTS |= by_two_characters(_STATES)
for _starts in (by_two_characters(_STATES), LETTER_STARTS):
    for _two, _more in _starts.items():
        _STARTS[_two] = (*_STARTS.get(_two, ()), *_more)
_ACCESSION = 5
"""The fewest digits of the accession of a clone, before its version."""
_NUMBERED = frozenset(("LI", "LO", "Gm"))
"""Beginnings of symbols with as many digits: of ``LINC``, ``LOC`` and ``Gm``."""
_SUFFIXES = frozenset(("AS", "OT", "IT", "PS", "RS", "ps", "rs", "as", "ot"))
"""The first letters behind the last dash of genes that are named after another one."""
LONGEST_NAME = 6
"""Words of the longest names that are no phrases."""
LONGEST_TEXT = 1 << 13
"""The most characters of a list of names; a longer text is neither a name nor a list of names."""
LONGEST_SINGLE = 1 << 9
"""The most characters of one name with all that may be written around it; names in full have 200 at most."""
SHORTEST_SEQUENCE = 8
"""Letters of the shortest text that is told to be a sequence; symbols of the letters of nucleotides are shorter."""
SHORTEST_PROTEIN = 15
"""The same of a protein."""
_NUCLEOTIDES = "ACGTUN"
_SEQUENCE_LETTERS = frozenset(_CAPITALS) - frozenset("BJOXZ")
_STARTS_OF_TEXTS = frozenset("0123456789{[<>~≤≥&")
"""First characters of amounts, and of pieces of JSON and HTML."""


def _may_have_site(name: str) -> bool:
    return "pS" in name or "pT" in name or "pY" in name


def form_starts() -> Collection[str]:
    """Return the first two characters of the words that may have a form by their beginning."""
    return _STARTS.keys()


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
    if not _MARKS.isdisjoint(name) or "@" in name:
        return True
    if name[:2] in WORD_STARTS and name.startswith(WORD_STARTS[name[:2]]):
        return True
    if (first := name[:1]) in _STARTS_OF_TEXTS and (first not in _DIGITS or " " in name[1:6] or "-" in name[1:3]):
        return True  # also 50 kDa, 2-Sep
    if first in _CAPITALS and (middle := name[3:-3]) and not middle.isalnum():  # BCR-ABL
        last = name[max(name.rfind("-"), name.rfind(" ")) + 1 :]
        if last[2:] and last[0] not in _DIGITS and last[:2] not in _SUFFIXES and "(" not in name:
            if " " not in name or name.isupper():
                return True
    end = name[-3:]
    if (end[-1:] in _BRACKETS or " " in name) and _may_be_beside_identifier(name):
        return True
    if (end[1:] in WORD_ENDS or end[-1:] in ")]") and may_end_with_species(name):
        return True
    if end[-1:] in _DIGITS:
        if "." in end:
            dot = name.rfind(".")
            is_clone = dot > _ACCESSION and name[dot - _ACCESSION : dot].isdigit()
            return not is_clone or name[:2] in _NUMBERED or name[0] in _DIGITS  # AC105020.1, not LINC01238.1
        if _may_have_site(name) or "E+" in name:
            return True
        if name[1:2] in _DIGITS and (" " in name or "," in name):  # P04637, P00533
            return True
        if end[-2:-1] == "-" and name[0].isupper():
            return True
    elif end[-1:] in ("]", ">") or end[-2:] in _COPY_ENDINGS or "." in name[-5:-3] or name.count(" ") >= LONGEST_NAME:
        return True
    start = name[:5]
    if "-" in start and name[:4].lower() in _SPECIES_OF_MICRO_RNA:
        return True
    if "ENS" in name or name[:2] in _LISTED:
        return True
    return not first.isalpha() and (is_number(name) or (first in _DIGITS and "." in name))


def _may_be_beside_identifier(name: str) -> bool:
    """Return whether a name may be a symbol with an identifier in brackets or behind a space, or the reverse."""
    last = name[-1:]
    if last in _BRACKETS:
        is_accession = name[-6:-5] in _DIGITS and name[-8:-7] in _OPENING
        return is_accession or name[-4:-1].isdigit() or (name[1:2] in _DIGITS and name[4:6].isalnum())
    if last not in _DIGITS or name[0] not in _CAPITALS or " " in name[:3] or name.count(" ") != 1:
        return False  # Gm 9432
    return (name[-4:].isdigit() and name[:3] != "LOC") or (name[-7:-6] == " " and name[-5] in _DIGITS)


def is_numbered(name: str) -> bool:
    """Return whether a name is a word with a digit behind a dash, which of all forms may be a date or a copy alone.

    >>> [is_numbered(name) for name in ("MOCS-3", "Dec-1", "mir-1", "P-3", "NKX2-1", "NKX-2-1", "GRCh38-1")]
    [True, False, False, False, True, False, False]
    """
    start, word = name[:2], name[:-2]
    if name[-2:-1] != "-" or name[-1] not in _DIGITS or not word.isalnum() or word[0] not in _CAPITALS:
        return False
    is_begun = start in _STARTS or start in _LISTED or name.startswith(WORD_STARTS.get(start, ()))
    return word.isascii() and not is_begun and "ENS" not in word and not _may_have_site(name)


def may_be_product(name: str) -> bool:
    """Return whether a name may be that of a microRNA of several species, by its first two characters.

    Symbols of mammals (``MIR16-1``) are of one locus; those of other species are names of microRNAs too.

    >>> may_be_product("mir-124"), may_be_product("let-7"), may_be_product("MIR16-1")
    (True, True, False)
    """
    return name[:2] in ("mi", "le")


def may_be_micro_rna(name: str) -> bool:
    """Return whether a name may be that of a microRNA, by its first characters.

    >>> may_be_micro_rna("pri-mir-16"), may_be_micro_rna("cel-lin-4"), may_be_micro_rna("IL-6")
    (True, True, False)
    """
    start = name[:4].lower()
    return start[:2] in ("mi", "le") or start in _SPECIES_OF_MICRO_RNA or start in ("pri-", "pre-")


def may_have_identifier(name: str) -> bool:
    """Return whether a name with a form may have an identifier or a prefix in it, by its marks.

    >>> [may_have_identifier(name) for name in ("TP53|7157", "GRCh38-TP53", "Tg(Tek-EGFP/Cldn5)15", "CDK4/6")]
    [True, True, False, False]
    """
    if ":" in name and name.partition(":")[0][-3:].upper() == "RNA" and name[:4].lower() not in _TAGS_OF_RNA:
        return False  # lncRNA:CR45913 of fly
    if not _MARKS_OF_IDENTIFIERS.isdisjoint(name) or "ENS" in name or name[:2] in _LISTED:
        return True
    if "-" in name:
        start = name[: name.index("-") + 1]
        if start in _SPECIES_OF_MICRO_RNA or start in _DASHED_PREFIXES or start[:2] in _ASSEMBLIES:
            return True
        if not name[-1].isalnum():  # miR-
            return True
    if _may_be_beside_identifier(name):
        return True
    is_digit = name[1:2] in _DIGITS
    return is_digit and (" " in name or "," in name or "/" in name or "." in name)


_BRACKETS, _OPENING = frozenset(")]}"), frozenset("([{")
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
    return name[:1] in "gGrR" and _pattern(r"(?i)^(?:genes?|rows?)[_.\-]?\d+$").match(name) is not None


FEWEST_ROWS = 10
"""Consecutive numbers from which they are those of rows."""
_MOST_DIGITS = 18
"""The most digits of a number that may be that of a row."""


def are_row_numbers(names: Sequence[str]) -> bool:
    """Return whether the distinct names of a list are consecutive numbers, as programs number the rows of a table.

    >>> are_row_numbers([str(number) for number in range(1000)]), are_row_numbers(["7157", "672"])
    (True, False)
    """
    if len(names) < FEWEST_ROWS or not (names[0].isdecimal() and names[-1].isdecimal()):
        return False
    numbers = row_numbers(names)
    return numbers is not None and max(numbers) - min(numbers) == len(names) - 1 == len(numbers) - 1


def row_numbers(names: Iterable[str]) -> set[int] | None:
    """Return names as numbers, if all are numbers that rows may have.

    >>> row_numbers(["7", "07", "8"]) == {7, 8}, row_numbers(["7", "TP53"])
    (True, None)
    """
    names = list(names)
    if not all(map(str.isdecimal, names)) or max(map(len, names), default=0) > _MOST_DIGITS:
        return None
    return set(map(int, names))


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


def is_site(name: str) -> bool:
    """Return whether a name is a phosphorylated site without its protein.

    >>> is_site("pS473"), is_site("p-Tyr705"), is_site("pS6K")
    (True, True, False)
    """
    return name[:1] == "p" and _pattern(r"^p-?(?:(?:Ser|Thr|Tyr)-?\d{1,4}|[STY]\d{2,4})$").match(name) is not None


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
    r"^H(?P<mark>1|2A|2B|3|4)(?:\.\d|\.?[FXZ])?(?:[KRST](?!1(?!\d))\d{1,3}M?(?:me|cr|bu|bhb|la|su|pr|og|ac|ub|ph|$)|ac|ub)"
    r"[a-z]{0,4}[1-3]?"
    r"(?:[/,][1-3])*$|^(?:[aA]c-?|acetyl(?:ated)?[\s\-]|[pP]-?|[pP]hospho-?|[uU]b-?|[mM]e\d?-?)H(?P<state>1|2A|2B|3|4)$"
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


_PROGRAM_SUFFIX = r"^(?P<symbol>[A-Za-z][A-Za-z0-9\-()]*)(?:[._]\d{1,2}|-\d|[._][xy]|[._]dup\d{0,2}|\.\.\.\d{1,5})$"


def before_suffix(name: str) -> str:
    """Return a name without what programs add to make names distinct; an empty string for names without it.

    >>> [before_suffix(name) for name in ("TP53.1", "Actb-1", "EGFR_x", "EGFR...12", "TP53")]
    ['TP53', 'Actb', 'EGFR', 'EGFR', '']
    """
    found = _pattern(_PROGRAM_SUFFIX).match(name)
    return found["symbol"] if found else ""


_ENDS_OF_PREFIXES = frozenset(":_=|-")
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
    if name[-1:] in _ENDS_OF_PREFIXES:
        from genenorm.text.identifier_forms import is_beginning

        if is_beginning(name):
            return "the beginning of an identifier, without its number"
    if is_site(name):
        return "a site of a protein, without its name"
    if is_row_name(name):
        return "the name of a row, no name of a gene"
    if not is_number(name):
        return ""
    if not name.strip().isdigit():
        return "a number, no name of a gene"
    note = "no GeneID of the index"
    return f"{note}; as a date of a spreadsheet it may be {dates}" if dates else note
