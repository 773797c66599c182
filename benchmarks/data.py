"""The data of a run: names, a repeated list, documents and records, drawn from the index with a fixed random seed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

from benchmarks.enlarge import write_copies
from genenorm import Gene, NameKind, Reference
from genenorm.core.model import Biotype
from genenorm.index.schema import decode_posting, pack
from genenorm.text.keys import GREEK

SEED = 20261124
SPECIES_SHARES = {9606: 0.45, 10090: 0.25, 10116: 0.15, 7227: 0.15}
"""Share of the drawn names for each species, by taxon id."""
CLEAN_LISTS = {"human": (9606,), "mouse": (10090,), "mixed": tuple(SPECIES_SHARES)}
"""The species of each list of clean symbols, by taxon id."""
WARM_UP_SPECIES = (7955,)
"""A species whose symbols are in no list: names to resolve before a measurement."""
NONSENSE_SHARE = 0.10
"""Share of the names that are random letters."""
REWRITTEN_SHARE = 0.35
"""Share of the other names that are written differently than in the index: case, dashes, Greek letters."""
ORGANISMS = ("mice", "human patients", "rat hippocampal neurons", "Drosophila larvae")
_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_GREEK = {name: letter for letter, name in GREEK.items()}


@dataclass(frozen=True, slots=True)
class DataSizes:
    """The amount of data of a run."""

    names: int
    """Distinct names, and symbols of each clean list if the index has that many."""
    repeated: int
    """Names of the repeated list, counted with repetitions."""
    distinct: int
    """Distinct names of the repeated list and of the records."""
    documents: int
    records: int
    sample: int
    """Names for the tools that need milliseconds for one."""


FULL = DataSizes(names=100_000, repeated=1_100_000, distinct=13_000, documents=400, records=10_000, sample=4_000)
QUICK = DataSizes(names=10_000, repeated=110_000, distinct=1_300, documents=60, records=500, sample=500)


def write_data(folder: Path, fixture: Path, sizes: DataSizes) -> None:
    """Write the data of a run into a folder; ``fixture`` is the record whose copies the records are."""
    with Reference.open() as reference:
        names = draw_names(reference, sizes.names)
        terms = list(_terms(reference))
        for label, taxa in CLEAN_LISTS.items():
            _write_lines(folder / f"{label}.txt", clean_symbols(reference, taxa, sizes.names))
        _write_lines(folder / "warm-up.txt", clean_symbols(reference, WARM_UP_SPECIES, 200))
        write_floor(reference, folder / "floor.sqlite")
        write_copies(reference, (folder / "once.safetensors", folder / "twice.safetensors"))
    _write_lines(folder / "mix.txt", names)
    _write_lines(folder / "sample.txt", names[: sizes.sample])
    _write_lines(folder / "repeated.txt", draw_zipf(names[: sizes.distinct], sizes.repeated))
    _write_lines(folder / "terms.tsv", ("\t".join(term) for term in terms))
    _write_lines(folder / "documents.pubtator", documents(names, sizes.documents))
    write_records(
        folder / "records", fixture, iter(draw_zipf(names[: sizes.distinct], 60 * sizes.records)), sizes.records
    )
    rare = random.Random(SEED)
    write_records(folder / "rare", fixture, iter(rare.choices(names, k=12 * sizes.records)), sizes.records // 5)


def write_floor(reference: Reference, path: Path) -> None:
    """Write the keys of the index and their postings as a table of a SQLite file, for look-ups without genenorm."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE names(key TEXT PRIMARY KEY, postings BLOB NOT NULL) WITHOUT ROWID")
        connection.executemany(
            "INSERT INTO names VALUES (?, ?)", ((key, pack(postings)) for key, postings in reference.names())
        )
    connection.close()


def clean_symbols(reference: Reference, taxa: Sequence[int], count: int) -> list[str]:
    """Return at most ``count`` distinct symbols of protein-coding genes of some species, in random order.

    They are official symbols as written in the index, without placeholders such as ``LOC2902``.
    """
    genes = [gene for taxon in taxa for gene in reference.genes(taxon) if gene.biotype is Biotype.PROTEIN_CODING]
    symbols = list(dict.fromkeys(gene.symbol for gene in genes if gene.symbol not in ("", f"LOC{gene.gene_id}")))
    random.Random(SEED).shuffle(symbols)
    return symbols[:count]


def draw_names(reference: Reference, count: int) -> list[str]:
    """Return distinct names: symbols and synonyms of four species, some of them rewritten, and random letters."""
    rng = random.Random(SEED)
    pools = _pools(reference)
    taxa, weights = list(SPECIES_SHARES), list(SPECIES_SHARES.values())
    names: dict[str, None] = {}
    while len(names) < count:
        if rng.random() < NONSENSE_SHARE:
            name = "".join(rng.choices(_CHARACTERS, k=rng.randint(4, 10)))
        else:
            taxon = rng.choices(taxa, weights)[0]
            name = rng.choice(pools[taxon])
            if rng.random() < REWRITTEN_SHARE:
                name = _rewrite(name, rng)
        names[name] = None
    return list(names)


def _pools(reference: Reference) -> dict[int, list[str]]:
    """Return for each species the spellings to draw from: symbols as written, and short synonyms in capitals."""
    genes = {gene.key: gene for gene in reference.genes() if gene.taxon_id in SPECIES_SHARES}
    pools: dict[int, list[str]] = {taxon: [] for taxon in SPECIES_SHARES}
    for gene in genes.values():
        pools[gene.taxon_id].append(gene.symbol)
    for key, postings in reference.names():
        for posting in (decode_posting(word) for word in postings):
            if posting.kind in (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL) and posting.target in genes:
                pools[genes[posting.target].taxon_id].append(key.upper() if len(key) < 8 else key)
    return pools


def _rewrite(name: str, rng: random.Random) -> str:
    choice = rng.randrange(4)
    if choice == 0:
        return name.lower() if rng.random() < 0.5 else name.upper()
    if choice == 1:
        return name.capitalize()
    if choice == 2:
        for word, letter in _GREEK.items():
            if word in name.lower():
                return name.lower().replace(word, letter)
    place = next(
        (at for at, character in enumerate(name) if at and character.isdigit() and not name[at - 1].isdigit()),
        len(name) // 2,
    )
    return f"{name[:place]}{rng.choice('- ')}{name[place:]}" if 0 < place < len(name) else name


def draw_zipf(names: list[str], count: int) -> list[str]:
    """Return ``count`` names in random order, in which the n-th of ``names`` occurs in proportion to 1/n."""
    rng = random.Random(SEED)
    weights = list(accumulate(1 / rank for rank in range(1, len(names) + 1)))
    return rng.choices(names, cum_weights=weights, k=count)


def _terms(reference: Reference) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield name, symbol, taxon id, gene and kind for every name of the four species: a dictionary for other tools."""
    genes: dict[int, Gene] = {gene.key: gene for gene in reference.genes() if gene.taxon_id in SPECIES_SHARES}
    term_status = {NameKind.SYMBOL: "name", NameKind.PREVIOUS_SYMBOL: "former_name"}
    for key, postings in reference.names():
        for posting in (decode_posting(word) for word in postings):
            gene = genes.get(posting.target)
            if gene and posting.kind.value < NameKind.FAMILY.value:
                text = gene.symbol if posting.kind is NameKind.SYMBOL else key
                kind = term_status.get(posting.kind, "synonym")
                yield text, gene.symbol, str(gene.taxon_id), str(gene.gene_id or gene.authority_id), kind


def documents(names: list[str], count: int) -> Iterator[str]:
    """Yield the lines of PubTator documents as long as an abstract, each with 13 gene mentions without identifiers."""
    rng = random.Random(SEED)
    for number in range(1, count + 1):
        title = f"Signals that meet in {rng.choice(ORGANISMS)}."
        text, mentions = "", []
        for name in rng.choices(names, k=13):
            text += "We asked whether the loss of "
            start = len(title) + 1 + len(text)
            mentions.append(f"{number}\t{start}\t{start + len(name)}\t{name}\tGene")
            text += f"{name} changes what cells of {rng.choice(ORGANISMS)} do when they are kept without serum. "
        yield from (f"{number}|t|{title}", f"{number}|a|{text}", *mentions, "")


def write_records(folder: Path, fixture: Path, keywords: Iterator[str], count: int) -> None:
    """Write copies of a record, each with other 20 to 60 keywords and a caption that names some of them."""
    import yaml

    rng = random.Random(SEED)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    record = yaml.safe_load(fixture.read_text(encoding="utf-8").split("---\n")[1])
    for number in range(count):
        names = list(islice(keywords, rng.randint(20, 60)))
        record["figid"] = f"record_{number}"
        record["caption"] = " ".join(
            f"Loss of {one} in {rng.choice(ORGANISMS)} lowers {two} in cells kept without serum for {hours} h."
            for one, two, hours in zip(names[::8], names[1::8], rng.choices(range(2, 72), k=8), strict=False)
        )
        record["schema-jsonld"]["keywords"] = names
        text = yaml.dump(record, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=80)
        (folder / f"record-{number:05}.md").write_text(f"---\n{text}---\n", encoding="utf-8")


def _write_lines(path: Path, lines: Iterator[str] | list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
