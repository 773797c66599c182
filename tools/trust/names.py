"""A stream of names, made with a seed from those of the index, as people and programs spell and spoil them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from genenorm.core.context import Context
from genenorm.index.reference import Reference

_KNOWN = 20_000
_LETTERS = "ABCDEFGHIKLMNPQRSTVWYZabcdehiklmnoprstuxyz"
_ODD = (
    "", " ", "\0", "\n", "\t", "'", '"', "=1+1", "²", "１２", "Ⅳ", "ß", "İ", "ﬁ", "α", "Β", "µ", "\u0301", "\u200b",
    "\u202e", "\ufeff", "\ud800", "🧬", "-", "–", "−", "/", ";", ",", "|", ":", ".", "_", "(", ")", "*", "+", "%", "^",
)  # fmt: skip
_WORDS = (
    "human", "mouse", "rat", "fly", "gene", "protein", "receptor", "antibody", "siRNA", "WT", "KO", "p-", "anti-",
    "and", "Δ", "var.1", "mRNA", "-AS1", "HGNC:", "NCBIGene:", "ENSG", "ENSMUSG", "MGI:", "RGD:", "FBgn", "WBGene",
    "ZDB-GENE-", "hsa:", "sp|", "_HUMAN", "_at", ".1", "-Mar", "Sep-", "miR-", "let-", "exon", "S15", "Y705", "family",
    "gene-", "1/2", "A/B",
)  # fmt: skip
_CONTEXTS = (
    Context(), Context(), Context(species="human"), Context(species="mouse"), Context(organisms=("Mus musculus",)),
    Context(is_auto=True), Context(species=("fly", "worm")), Context(text="in zebrafish embryos"),
)  # fmt: skip


def known_names(reference: Reference) -> list[str]:
    """Return some thousand symbols, full names and identifiers of the genes of an index, of all its species."""
    step = max(1, reference.count("genes") // _KNOWN)
    found: list[str] = []
    for row in range(1, reference.count("genes") + 1, step):
        gene = reference.gene(row)
        texts = (gene.symbol, reference.full_name(row), gene.ensembl_id, gene.authority_id, str(gene.gene_id or ""))
        found += filter(None, texts)
    return found


def made_names(known: list[str], seed: int) -> Iterator[str]:
    """Yield names without an end; the same seed yields the same names."""
    chance = Random(seed)
    while True:
        yield made_name(known, chance)


def made_lists(known: list[str], seed: int) -> Iterator[tuple[list[str], Context]]:
    """Yield lists of names, of one to some thousand, each with a context; the same seed yields the same lists."""
    names, chance = made_names(known, seed), Random(seed)
    while True:
        size = chance.choice((1, 2, 5, 20, 63, 64, 100, 300, 1_000, 4_000))
        made = list(islice(names, size))
        yield [*made, *chance.choices(made, k=size // 10)], chance.choice(_CONTEXTS)


def made_name(known: list[str], chance: Random) -> str:
    """Return a name from a list, as it is or changed in up to six ways."""
    name = chance.choice(known)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 6))):
        name = _changed(name, known, chance)
    return name[:2_000]


def _changed(name: str, known: list[str], chance: Random) -> str:
    place = chance.randint(0, len(name))
    match chance.randrange(12):
        case 0:
            return name.upper()
        case 1:
            return chance.choice((name.lower(), name.title(), name.swapcase(), name.casefold()))
        case 2:
            return name[:place] + chance.choice(_LETTERS) + name[place + 1 :]
        case 3:
            return name[:place] + name[place + 1 :]
        case 4 | 5:
            return name[:place] + chance.choice(_ODD) + name[place:]
        case 6:
            return chance.choice(_WORDS) + chance.choice(("", " ", "-")) + name
        case 7:
            return name + chance.choice(("", " ", "-")) + chance.choice(_WORDS)
        case 8:
            return name + chance.choice(("; ", ", ", "/", "|", "-", " ", " and ")) + chance.choice(known)
        case 9:
            return f"{name} ({chance.choice(known)})"
        case 10:
            return name.replace("-", chance.choice("– _/.")) + str(chance.choice((0, 1, 2, 19, 10**18, 10**30)))
        case _:
            return name[:place] + name[place:] * chance.choice((2, 2, 2, 50))
