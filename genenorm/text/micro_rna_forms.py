"""Names of microRNAs: ``hsa-miR-16-5p``, ``let-7a``, ``miR-29a/b``, and the symbols of their loci: ``MIR16-1``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM
from genenorm.core.values import NamedTuple

TAXON_OF_PREFIX = {"hsa": HUMAN, "mmu": MOUSE, "rno": RAT, "dre": FISH, "dme": FLY, "cel": WORM}
"""The species of a microRNA's prefix, by taxon id."""

_PREFIX = rf"(?:(?P<species>{'|'.join(TAXON_OF_PREFIX)})-)?"
_PRODUCT = (
    rf"^{_PREFIX}(?:(?:pri|pre)-?)?"
    r"(?:(?P<kind>mir|mirna|micro-?rna)s?[\s\-]?(?P<let>let[\s\-]?)?|let[\s\-]?(?=7))"
    r"(?P<first>\d{1,5}[a-z]{0,2}(?:-\d{1,2})?)(?P<others>(?:\s?/\s?(?:mir-?)?(?:\d{1,5}[a-z]?|[a-z])(?:-\d)?){0,6})"
    r"(?P<arm>-?[35]p(?:\.\d)?|\*|-as)?$"
)
_NAMED_PRODUCT = rf"^{_PREFIX}(?:mir-)?(?P<name>bantam|iab-[48]|lsy-6|lin-4)(?:-?[35]p|\*)?$"
"""MicroRNAs without a number of their own; they are genes of fly and worm."""
_LOCUS = r"^(?:mir-?)?(?P<let>let-?)?(?P<number>\d{1,5})(?P<letters>[a-z]?)(?:-?(?P<copy>\d{1,2}))?$"
_CLUSTER = r"(?<=\d|[a-z]|\*)\s+(?:(?:host\s+)?gene\s+)?(?:family|cluster|precursor|locus)(?:\s+members?)?$"
_PART = r"^(?P<number>\d*)(?P<letters>[a-z]{0,2})(?:-(?P<copy>\d{1,2}))?$"


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)


class Locus(NamedTuple):
    """A microRNA, or the place of one in the genome: ``7a`` of let-7a, and the copy ``2`` of ``MIR7-2``."""

    is_let: bool
    number: str
    letters: str
    copy: str
    """The number of the copy; empty for the microRNA itself, whose copies are loci of it."""

    @property
    def stems(self) -> tuple[str, ...]:
        """The beginnings of the keys of its loci."""
        rest = self.number + self.letters
        return (f"mirlet{rest}", f"let{rest}") if self.is_let else (f"mir{rest}",)


class MicroRna(NamedTuple):
    """What the name of a microRNA says."""

    loci: tuple[Locus, ...]
    """The microRNAs that it names."""
    taxon_id: int | None
    """The species of its prefix."""


def micro_rna(name: str) -> MicroRna | None:
    """Return what the name of a microRNA says; ``None`` for other names.

    >>> [locus.stems for locus in micro_rna("hsa-miR-29a/b-3p").loci]
    [('mir29a',), ('mir29b',)]
    >>> micro_rna("let-7a-2").loci[0].stems, micro_rna("let-23"), micro_rna("MIR9-3HG")
    (('mirlet7a', 'let7a'), None, None)
    """
    found = _pattern(_PRODUCT).match(name)
    if not found:
        return None
    is_let = found["kind"] is None or found["let"] is not None
    loci = tuple(_parts(found["first"].lower(), found["others"].lower(), is_let))
    if is_let and any(locus.number != "7" for locus in loci):
        return None
    return MicroRna(loci, TAXON_OF_PREFIX.get((found["species"] or "").lower()))


def _parts(first: str, others: str, is_let: bool) -> Iterator[Locus]:
    number = ""
    for part in (first, *others.replace("mir-", "").replace("mir", "").split("/")[1:]):
        found = _pattern(_PART).match(part.strip())
        if found:
            number = found["number"] or number  # miR-29a/b
            yield Locus(is_let, number, found["letters"], found["copy"] or "")


def without_cluster(name: str) -> str:
    """Return the name of a microRNA without a word for its family or cluster; other names are returned as they are.

    >>> without_cluster("miR-17-92 cluster"), without_cluster("miR-200 family"), without_cluster("miR-21")
    ('miR-17-92', 'miR-200', 'miR-21')
    """
    return _pattern(_CLUSTER).sub("", name) if " " in name else name


def named_micro_rna(name: str) -> tuple[str, int | None]:
    """Return the plain name of a microRNA that has no number, and the species of its prefix; empty for other names.

    >>> named_micro_rna("dme-bantam-3p"), named_micro_rna("cel-lin-4"), named_micro_rna("cel-lin-14")
    (('bantam', 7227), ('lin-4', 6239), ('', None))
    """
    found = _pattern(_NAMED_PRODUCT).match(name)
    return (found["name"], TAXON_OF_PREFIX.get((found["species"] or "").lower())) if found else ("", None)


def locus_of(symbol: str) -> Locus | None:
    """Return the locus that the symbol of a gene is, or ``None``.

    >>> locus_of("Mirlet7a-1"), locus_of("MIR125B1").copy, locus_of("MIR155HG")
    (Locus(is_let=True, number='7', letters='a', copy='1'), '1', None)
    """
    found = _pattern(_LOCUS).match(symbol)
    if not found or not symbol[:1].isalpha():
        return None
    return Locus(found["let"] is not None, found["number"], found["letters"].lower(), found["copy"] or "")
