"""Measure ``genenorm check`` on a table of right pairs: ``python -m tools.check_score TABLE --name NAME --id NAME``.

First the table is audited as it is: each finding is looked at by hand, or is wrong. Then faults of each kind are
planted into the rows without findings, one in ten, by a seed; the lines that are printed say how many were found, how
many of the right values are those before the fault, and what was found in the rows without faults.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from genenorm.core.model import NameKind
from genenorm.index.homology import Homology, orthologs
from genenorm.index.identifiers import find_identifier
from genenorm.index.reference import Reference
from genenorm.index.schema import kind_of, target_of
from genenorm.records.cells.read_cells import read_cells
from genenorm.resolver.resolver import Resolver
from genenorm.verify.pairs.check_file import CheckedFile, check_bytes
from genenorm.verify.pairs.findings import Sureness

SHARE = 0.1
"""The share of rows that get a fault."""
Pair = tuple[str, str]
Plant = Callable[[Pair, Sequence[Pair], random.Random], Pair | None]


class Planted(NamedTuple):
    """A table with faults."""

    rows: list[Pair]
    kinds: dict[int, str]
    """The kind of fault by row."""


class Planter:
    """Makes faults of each kind in a pair, with what the index knows."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._retired: dict[int, list[str]] = defaultdict(list)
        for row in reference.content_rows("ids"):
            identifier, gene, retired = row[0], int(str(row[1] or 0)), row[2]
            if retired and gene and isinstance(identifier, int):
                self._retired[gene].append(str(identifier))
        self._former: dict[int, list[str]] = defaultdict(list)
        self._aliases: dict[int, list[str]] = defaultdict(list)
        for key, words in reference.names():
            if len(words) == 1 and kind_of(words[0]) is NameKind.PREVIOUS_SYMBOL:
                self._former[target_of(words[0])].append(key.upper())
            elif len(words) == 1 and kind_of(words[0]) is NameKind.SYNONYM:
                self._aliases[target_of(words[0])].append(key.upper())

    @property
    def kinds(self) -> dict[str, Plant]:
        """The faults by name."""
        return {
            "swapped": self.swapped, "ortholog": self.ortholog, "retired": self.retired, "former symbol": self.former,
            "alias": self.alias, "date": self.date, "float": self.float, "exponent": self.exponent,
            "digit lost": self.digit_lost,
        }  # fmt: skip

    def _gene_row(self, pair: Pair) -> int:
        match = find_identifier(self._reference, pair[1])
        return match.gene.key if match is not None and match.gene is not None else 0

    def swapped(self, pair: Pair, pairs: Sequence[Pair], chance: random.Random) -> Pair | None:
        """Give the identifier of another row."""
        other = chance.choice(pairs)
        return None if other[1] == pair[1] else (pair[0], other[1])

    def ortholog(self, pair: Pair, _pairs: Sequence[Pair], chance: random.Random) -> Pair | None:
        """Give the identifier of the ortholog in mouse or human."""
        row = self._gene_row(pair)
        if not row:
            return None
        gene = self._reference.gene(row)
        taxon = self._reference.taxon("mouse" if gene.taxon_id == self._reference.taxon("human").taxon_id else "human")
        found = orthologs(self._reference, gene, taxon.taxon_id, Homology.STRINGENT)
        ids = [_same_type(pair[1], one.gene) for one in found]
        ids = [text for text in ids if text]
        return (pair[0], chance.choice(ids)) if ids else None

    def retired(self, pair: Pair, _pairs: Sequence[Pair], chance: random.Random) -> Pair | None:
        """Give a retired GeneID of the gene."""
        ids = self._retired.get(self._gene_row(pair), []) if pair[1].isdigit() else []
        return (pair[0], chance.choice(ids)) if ids else None

    def former(self, pair: Pair, _pairs: Sequence[Pair], chance: random.Random) -> Pair | None:
        """Give a former symbol of the gene that no other gene has."""
        names = self._former.get(self._gene_row(pair))
        return (chance.choice(names), pair[1]) if names else None

    def alias(self, pair: Pair, _pairs: Sequence[Pair], chance: random.Random) -> Pair | None:
        """Give another name of the gene that no other gene has."""
        names = self._aliases.get(self._gene_row(pair))
        return (chance.choice(names), pair[1]) if names else None

    def date(self, pair: Pair, _pairs: Sequence[Pair], _chance: random.Random) -> Pair | None:
        """Give what a spreadsheet makes of the symbol."""
        for stem, month in (("MARCHF", "Mar"), ("MARCH", "Mar"), ("SEPTIN", "Sep"), ("SEPT", "Sep")):
            number = pair[0].upper().removeprefix(stem)
            if number != pair[0].upper() and number.isdigit() and int(number) <= 31:
                return f"{int(number)}-{month}", pair[1]
        return None

    def float(self, pair: Pair, _pairs: Sequence[Pair], _chance: random.Random) -> Pair | None:
        """Make a GeneID a float."""
        return (pair[0], f"{pair[1]}.0") if pair[1].isdigit() else None

    def exponent(self, pair: Pair, _pairs: Sequence[Pair], _chance: random.Random) -> Pair | None:
        """Give a long GeneID an exponent, as narrow columns show it."""
        return (pair[0], f"{int(pair[1]):.2E}") if pair[1].isdigit() and len(pair[1]) > 6 else None

    def digit_lost(self, pair: Pair, _pairs: Sequence[Pair], chance: random.Random) -> Pair | None:
        """Leave out a digit of an identifier with letters, or of a GeneID."""
        places = [place for place, letter in enumerate(pair[1]) if letter.isdigit()]
        place = chance.choice(places)
        text = pair[1][:place] + pair[1][place + 1 :]
        return (pair[0], text) if text and text != pair[1] else None


def _same_type(given: str, gene: object) -> str:
    gene_id, ensembl_id = getattr(gene, "gene_id", None), str(getattr(gene, "ensembl_id", ""))
    return (str(gene_id) if gene_id else "") if given.isdigit() else ensembl_id if given.startswith("ENS") else ""


def plant(pairs: Sequence[Pair], planter: Planter, kind: str, seed: int) -> Planted:
    """Return a copy of a table with faults of one kind in one row of ten, or as many rows as can have it."""
    chance = random.Random(seed)
    rows = list(pairs)
    kinds: dict[int, str] = {}
    order = chance.sample(range(len(pairs)), len(pairs))
    wanted = max(1, int(SHARE * len(pairs)))
    for row in order:
        if len(kinds) == wanted:
            break
        wrong = planter.kinds[kind](pairs[row], pairs, chance)
        if wrong is not None and wrong != pairs[row]:
            rows[row] = wrong
            kinds[row] = kind
    return Planted(rows, kinds)


def audit(rows: Sequence[Pair], resolver: Resolver, species: int | None = None) -> CheckedFile:
    """Return the audit of a table of symbols and identifiers."""
    header = "symbol\tgene_id\n"
    return check_bytes(
        (header + "".join(f"{a}\t{b}\n" for a, b in rows)).encode(), "table.tsv", resolver, species=species
    )


def score(pairs: Sequence[Pair], resolver: Resolver, seed: int, species: int | None) -> Iterator[str]:
    """Yield a line for each kind of fault."""
    planter = Planter(resolver.reference)
    yield "fault\tplanted\tfound\tright\twrong\tcorrected\twrongly\telsewhere per 1,000"
    for kind in planter.kinds:
        planted = plant(pairs, planter, kind, seed)
        if not planted.kinds:
            continue
        checked = audit(planted.rows, resolver, species)
        found = [one for one in checked.findings if one.sure is not Sureness.POSSIBLE and one.line is not None]
        lines = {(one.line or 0) - 2 for one in found}
        values = {
            row: {one.right for one in found if one.line == row + 2 and one.right}
            for row in planted.kinds
        }  # fmt: skip
        right = sum(any(value in pairs[row] for value in values[row]) for row in planted.kinds)
        wrong = sum(bool(values[row]) and not any(v in pairs[row] for v in values[row]) for row in planted.kinds)
        fixed = [tuple(line.split("\t")) for line in checked.fixed().decode().splitlines()[1:]]
        changed = [row for row, pair in enumerate(fixed) if pair != planted.rows[row]]
        corrected = sum(fixed[row] == pairs[row] for row in changed)
        others = len(lines - set(planted.kinds))
        yield "\t".join(
            map(str, (kind, len(planted.kinds), len(lines & set(planted.kinds)), right, wrong, corrected,
                      len(changed) - corrected, f"{1000 * others / max(1, len(pairs) - len(planted.kinds)):.2f}"))
        )  # fmt: skip


def main() -> None:
    """Print the findings of a table as it is, then the score of each kind of fault."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--name", default="Symbol", help="header of the names")
    parser.add_argument("--id", default="GeneID", help="header of the identifiers")
    parser.add_argument("--rows", type=int, default=10_000, help="rows to take, by chance")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--species", help="the species to state")
    arguments = parser.parse_args()
    table = read_cells(arguments.table.read_bytes(), str(arguments.table)).tables[0]
    name, identifier = table.headers.index(arguments.name), table.headers.index(arguments.id)
    pairs = [(row[name], row[identifier]) for row in table.rows if row[name] and row[identifier]]
    chance = random.Random(arguments.seed)
    pairs = chance.sample(pairs, min(arguments.rows, len(pairs)))
    with Reference.open() as reference:
        resolver = Resolver(reference)
        species = reference.taxon(arguments.species).taxon_id if arguments.species else None
        checked = audit(pairs, resolver, species)
        shown = [one for one in checked.findings if one.sure is not Sureness.POSSIBLE]
        counts = Counter((one.kind.value, one.sure.value) for one in shown)
        print(f"{len(pairs):,} pairs as they are: {1000 * len(shown) / max(1, len(pairs)):.2f} findings per 1,000")
        print("\n".join(f"  {kind} ({sure}) {count:,}" for (kind, sure), count in counts.most_common()))
        lines = {(one.line or 0) - 2 for one in checked.findings}
        clean = [pair for row, pair in enumerate(pairs) if row not in lines]
        for line in score(clean, resolver, arguments.seed, species):
            print(line)


if __name__ == "__main__":
    main()
