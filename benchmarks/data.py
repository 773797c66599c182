"""The data of a run, drawn with a seed from the shipped index: names, a repeated list, documents, records."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

from genenorm.core.model import Gene, NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import decode_posting
from genenorm.text.keys import GREEK

SEED = 20261124
SHARES = {9606: 0.45, 10090: 0.25, 10116: 0.15, 7227: 0.15}
"""Species of the drawn names."""
NONSENSE = 0.10
CHANGED = 0.35
"""Share of the names written in another way than the source does: case, dashes, Greek letters."""
ORGANISMS = ("mice", "human patients", "rat hippocampal neurons", "Drosophila larvae")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_GREEK = {name: letter for letter, name in GREEK.items()}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything a run uses."""

    names: int
    repeated: int
    distinct: int
    documents: int
    records: int
    sample: int
    """Names given to peers that need milliseconds for one."""


FULL = Sizes(names=100_000, repeated=1_100_000, distinct=13_000, documents=400, records=10_000, sample=4_000)
QUICK = Sizes(names=10_000, repeated=110_000, distinct=1_300, documents=60, records=500, sample=500)


def prepare(folder: Path, fixture: Path, sizes: Sizes) -> None:
    """Write a run's data into a folder."""
    with Reference.open() as reference:
        names = draw_names(reference, sizes.names)
        terms = list(_terms(reference))
    _write_lines(folder / "names.txt", names)
    _write_lines(folder / "sample.txt", names[: sizes.sample])
    _write_lines(folder / "repeated.txt", zipf(names[: sizes.distinct], sizes.repeated))
    _write_lines(folder / "terms.tsv", ("\t".join(term) for term in terms))
    _write_lines(folder / "documents.pubtator", documents(names, sizes.documents))
    write_records(folder / "records", fixture, iter(zipf(names[: sizes.distinct], 60 * sizes.records)), sizes.records)
    rare = random.Random(SEED)
    write_records(folder / "rare", fixture, iter(rare.choices(names, k=12 * sizes.records)), sizes.records // 5)


def draw_names(reference: Reference, count: int) -> list[str]:
    """Return distinct names: symbols and synonyms of four species, many written in another way, some nonsense."""
    dice = random.Random(SEED)
    pools = _pools(reference)
    taxa, weights = list(SHARES), list(SHARES.values())
    names: dict[str, None] = {}
    while len(names) < count:
        if dice.random() < NONSENSE:
            name = "".join(dice.choices(_LETTERS, k=dice.randint(4, 10)))
        else:
            taxon = dice.choices(taxa, weights)[0]
            name = dice.choice(pools[taxon])
            if dice.random() < CHANGED:
                name = _rewritten(name, dice)
        names[name] = None
    return list(names)


def _pools(reference: Reference) -> dict[int, list[str]]:
    """Return for each species the spellings to draw from: symbols as written, synonyms in capitals as papers do."""
    genes = {gene.key: gene for gene in reference.genes() if gene.taxon_id in SHARES}
    pools: dict[int, list[str]] = {taxon: [] for taxon in SHARES}
    for gene in genes.values():
        pools[gene.taxon_id].append(gene.symbol)
    for key, postings in reference.names():
        for posting in (decode_posting(word) for word in postings):
            if posting.kind in (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL) and posting.target in genes:
                pools[genes[posting.target].taxon_id].append(key.upper() if len(key) < 8 else key)
    return pools


def _rewritten(name: str, dice: random.Random) -> str:
    choice = dice.randrange(4)
    if choice == 0:
        return name.lower() if dice.random() < 0.5 else name.upper()
    if choice == 1:
        return name.capitalize()
    if choice == 2:
        for word, letter in _GREEK.items():
            if word in name.lower():
                return name.lower().replace(word, letter)
    place = next(
        (at for at, ch in enumerate(name) if at and ch.isdigit() and not name[at - 1].isdigit()), len(name) // 2
    )
    return f"{name[:place]}{dice.choice('- ')}{name[place:]}" if 0 < place < len(name) else name


def zipf(names: list[str], count: int) -> list[str]:
    """Return a list in which the n-th name occurs in proportion to 1/n, in mixed order."""
    dice = random.Random(SEED)
    weights = list(accumulate(1 / rank for rank in range(1, len(names) + 1)))
    return dice.choices(names, cum_weights=weights, k=count)


def _terms(reference: Reference) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (name, symbol, taxon id, gene, kind) for every name of the four species: a dictionary for other tools."""
    genes: dict[int, Gene] = {gene.key: gene for gene in reference.genes() if gene.taxon_id in SHARES}
    status = {NameKind.SYMBOL: "name", NameKind.PREVIOUS_SYMBOL: "former_name"}
    for key, postings in reference.names():
        for posting in (decode_posting(word) for word in postings):
            gene = genes.get(posting.target)
            if gene and posting.kind.value < NameKind.FAMILY.value:
                text = gene.symbol if posting.kind is NameKind.SYMBOL else key
                kind = status.get(posting.kind, "synonym")
                yield text, gene.symbol, str(gene.taxon_id), str(gene.gene_id or gene.authority_id), kind


def documents(names: list[str], count: int) -> Iterator[str]:
    """Yield the lines of PubTator documents of an abstract's length, with 13 gene mentions each, no identifiers."""
    dice = random.Random(SEED)
    for number in range(1, count + 1):
        title = f"Signals that meet in {dice.choice(ORGANISMS)}."
        text, mentions = "", []
        for name in dice.choices(names, k=13):
            text += "We asked whether the loss of "
            start = len(title) + 1 + len(text)
            mentions.append(f"{number}\t{start}\t{start + len(name)}\t{name}\tGene")
            text += f"{name} changes what cells of {dice.choice(ORGANISMS)} do when they are kept without serum. "
        yield from (f"{number}|t|{title}", f"{number}|a|{text}", *mentions, "")


def write_records(folder: Path, fixture: Path, keywords: Iterator[str], count: int) -> None:
    """Write copies of a record, each with 20 to 60 keywords of its own and a caption that names some of them."""
    import yaml

    dice = random.Random(SEED)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    record = yaml.safe_load(fixture.read_text(encoding="utf-8").split("---\n")[1])
    for number in range(count):
        names = list(islice(keywords, dice.randint(20, 60)))
        record["figid"] = f"record_{number}"
        record["caption"] = " ".join(
            f"Loss of {one} in {dice.choice(ORGANISMS)} lowers {two} in cells kept without serum for {hours} h."
            for one, two, hours in zip(names[::8], names[1::8], dice.choices(range(2, 72), k=8), strict=False)
        )
        record["schema-jsonld"]["keywords"] = names
        text = yaml.dump(record, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=80)
        (folder / f"record-{number:05}.md").write_text(f"---\n{text}---\n", encoding="utf-8")


def _write_lines(path: Path, lines: Iterator[str] | list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
