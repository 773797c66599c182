"""The read-only reference index: species, genes, identifiers, names, homology groups and families.

Answers are read from an index by this module alone; ``library`` also reads it, to verify it.

>>> from genenorm.index.reference import Reference
>>> reference = Reference.open()
>>> gene = reference.gene_by_id(2902)
>>> gene.symbol, gene.ensembl_id, gene.authority_id
('GRIN1', 'ENSG00000176884', 'HGNC:4584')
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial

from genenorm.core.errors import ReferenceFileError, UnknownTaxonError
from genenorm.core.json_text import read_json
from genenorm.core.model import Family, Gene, Group, Taxon
from genenorm.core.paths import PACKAGED, SHIPPED, index_name
from genenorm.core.taxa import find_taxon, taxon_id_of
from genenorm.core.values import NamedTuple
from genenorm.index.array_file import BUILD_AGAIN, CHECKSUMS, SEAL, ArrayFile, NotAnArrayFileError
from genenorm.index.choose import REMEDIES, Choice, ChosenBy, choose
from genenorm.index.gene_table import GeneTable
from genenorm.index.group_table import FamilyTable, GroupTable, PairTable
from genenorm.index.id_table import IdTable
from genenorm.index.name_table import MOST_LONGER, NameTable
from genenorm.index.ortholog_pairs import Pairs
from genenorm.index.schema import FORMAT, SCHEMA_VERSION, SECTIONS, IdFormat, pack, symbol_key
from genenorm.text.keys import Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from genenorm.index.array_file import Words
    from genenorm.index.columns import IndexColumns


class IdMatch(NamedTuple):
    """The gene that an identifier means, and when the identifier was retired."""

    gene: Gene | None
    """``None`` for a retired identifier that nothing replaced."""
    retired: int = 0
    """The date as a number such as 20190304; ``UNDATED`` when it is not known, 0 for an identifier in use."""


class GeneCounts(NamedTuple):
    """How many genes of a species an index has, and how many of them have an identifier or group of each kind."""

    taxon: Taxon
    genes: int
    gene_ids: int
    ensembl_ids: int
    groups: int


class _Meta(Mapping[str, str]):
    """What an index records about itself; the long texts are read when one of them is first needed."""

    def __init__(self, short: dict[str, str], file: ArrayFile) -> None:
        self._short = short
        self._file = file

    @cached_property
    def _all(self) -> dict[str, str]:
        more: dict[str, str] = read_json(self._file.text("meta"))
        return dict(sorted((self._short | more).items()))

    def __getitem__(self, key: str) -> str:
        short = self._short.get(key)
        return self._all[key] if short is None else short

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class Reference:
    """An open reference index: genes, names, identifiers, homology groups and families.

    ``Reference.open`` opens one. It is read-only, and threads may share it. Row numbers that are passed to it must be
    row numbers of this index. Damage of the file is found when a damaged part is first needed, and raised as
    ReferenceFileError.
    """

    gene_facts: Words
    """The weight, biotype and species of every gene as words by row number; see ``schema.facts_fields``."""
    gene_groups: Words
    """The row numbers of the homology groups of all genes by row number; 0 for none."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        short = dict(file.metadata)
        rows: list[tuple[int, str, str, str, str, str, int, str, int]] = read_json(short.pop("taxa"))
        del short["format"]
        self.meta = _Meta(short, file)
        """What the index records about itself: profile, build date, content hash, sources and counts, all as text."""
        self.name = index_name(file.path)
        """Name of the index, such as ``shipped``."""
        self.stamp = " ".join(
            (self.name, short.get("build_date", "undated"), short.get("content_hash", "unhashed")[:12])
        )
        """Name, build date and first digits of the content hash, by which outputs name the index."""
        self.taxa = {row[0]: Taxon(*row[:5]) for row in rows}
        """The species of the index by taxon id, in its order."""
        self.common_names = {row[0]: row[2] for row in rows}
        """The common names of the species by taxon id."""
        self.taxon_ids = tuple(self.taxa)
        """The taxon ids of the species, in the order of the index, by their position in facts words."""
        self.known_taxon = lru_cache(maxsize=1 << 10)(partial(find_taxon, tuple(self.taxa.values())))
        """Return the species with a taxon id, Latin name or common name; ``None`` when the index does not have it."""
        file.bind(self, is_kept=True, gene_facts="gene_facts", gene_groups="gene_groups")
        self._authority = {row[0]: IdFormat(row[5], row[6]) for row in rows}
        self._ensembl = {row[0]: IdFormat(row[7], row[8]) for row in rows}
        self._names = NameTable(file)
        self.postings = self._names.postings
        """Return the posting words of a key (see ``schema``); empty when the index does not have it."""
        self._genes = GeneTable(file, self.taxon_ids, self._ensembl, self._authority)
        self.gene, self.genes_of = self._genes.gene, self._genes.genes_of
        """Return the gene with a row number; return the genes with many row numbers, in the same order."""
        self.symbol, self.full_name, self.label = self._genes.symbol, self._genes.full_name, self._genes.label
        """Return the symbol of the gene with a row number; return its full name, which may be empty; return the gene as
        ``core.model.label`` writes it."""
        self.has_ids = self._genes.has_ids
        """Return whether the gene with a row number has a GeneID or an id of the authority."""
        self.ensembl_id, self.authority_id = self._genes.ensembl_id, self._genes.authority_id
        """Return the Ensembl id of the gene with a row number; return its authority id; empty when it has none."""

        self.group = lru_cache(maxsize=1 << 10)(self._read_group)
        """Return the homology group with a row number."""
        self.family = lru_cache(maxsize=1 << 12)(self._read_family)
        """Return the family with a row number."""

    @classmethod
    def open(cls, reference: str | Path | None = None) -> Reference:
        """Return an open index, given by name or path; by default the index in use (see ``choose``).

        Raises ReferenceFileError when no index has the name, or when the file is missing, is not an index, is damaged,
        or has another schema. The index is closed by ``close`` or at the end of a ``with`` statement.

        >>> with Reference.open() as reference:
        ...     reference.gene_by_id(2902).symbol
        'GRIN1'
        """
        if not (reference is None or isinstance(reference, str) or hasattr(reference, "__fspath__")):
            raise TypeError(f"reference must be a name or path, not {type(reference).__name__}: {reference!r:.60}")
        choice = choose(reference)
        path = choice.file
        if not os.path.isfile(path):  # noqa: PTH113 - pathlib takes long to import
            kind = "a folder, not a" if os.path.isdir(path) else "no such"  # noqa: PTH112
            raise choice.error(f"{kind} reference index; make one with: genenorm reference build")
        installed = {SHIPPED: ChosenBy.DEFAULT, PACKAGED: ChosenBy.PACKAGE}.get(index_name(path))
        way_out = REMEDIES[installed] if installed else BUILD_AGAIN
        try:
            file = ArrayFile(path, way_out)
        except OSError as error:
            raise choice.error(f"cannot be opened ({error.strerror})") from error
        except NotAnArrayFileError as error:
            raise _other_file(choice, str(error)) from error
        schema = file.metadata.get("schema", "none")
        if file.metadata.get("format") == FORMAT and schema != str(SCHEMA_VERSION):
            file.close()
            raise _other_schema(choice, schema)
        if file.is_intact and file.metadata.get("format") == FORMAT:
            return cls(file)
        file.close()
        if file.metadata.get("format") == FORMAT:
            more = "" if way_out == REMEDIES[choice.by] else f"; {way_out}"
            raise choice.error(f"damaged or incomplete{more}")
        raise choice.error("not a genenorm reference index (an array file of another kind)")

    @property
    def path(self) -> Path:
        """Path of the file."""
        from pathlib import Path

        return Path(self._file.path)

    def __repr__(self) -> str:
        """Return the index in one line: its stamp and species."""
        return f"<Reference {self.stamp}: {', '.join(taxon.common for taxon in self.taxa.values())}>"

    def _repr_html_(self) -> str:
        """Return the index as an HTML table of its species and their numbers of genes, for notebooks."""
        from html import escape

        head = "".join(
            f"<th>{name}</th>" for name in ("species", "taxon_id", "genes", "gene_id", "ensembl_id", "group")
        )
        rows = "".join(
            f"<tr><td>{escape(row.taxon.common)}</td><td>{row.taxon.taxon_id}</td>"
            + "".join(f"<td>{count:,}</td>" for count in (row.genes, row.gene_ids, row.ensembl_ids, row.groups))
            + "</tr>"
            for row in self.coverage()
        )
        return f"<table><caption>{escape(self.stamp)}</caption><tr>{head}</tr>{rows}</table>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("an open index cannot be sent to another process; open it there: Reference.open()")

    def check_open(self) -> None:
        """Raise ValueError if the index is closed."""
        self._file.check_open()

    def check_unchanged(self) -> None:
        """Raise ReferenceFileError if the file was written into or cut since it was opened.

        When it was replaced or deleted, the old one is read until the index is closed. Answers check it once for each
        name or list, in a microsecond.
        """
        self._file.check_unchanged()

    def close(self) -> None:
        """Close the file; the index cannot be used afterwards."""
        self._file.close()

    def __enter__(self) -> Reference:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def taxon(self, name: str | int) -> Taxon:
        """Return the species with a taxon id, Latin name or common name; raises UnknownTaxonError if there is none.

        >>> Reference.open().taxon("fruit fly").taxon_id
        7227
        """
        found = self.known_taxon(name)
        if found is None:
            raise UnknownTaxonError(str(name), tuple(taxon.common for taxon in self.taxa.values()))
        return found

    # -- genes ------------------------------------------------------------------------------------------------

    @property
    def gene_ids(self) -> Words:
        """The GeneIDs of all genes by row number; 0 for none. They can be read when the index is closed."""
        return self._genes.gene_ids

    def genes(self, species: str | int | None = None) -> Iterator[Gene]:
        """Yield all genes, or those of one species, given as name or taxon id, in the order of the index.

        Raises UnknownTaxonError for an unknown name; a taxon id that the index does not have has no genes.
        """
        wanted: int | None = None
        if species is not None:
            taxon = self.known_taxon(species)
            taxon_id = taxon_id_of(species) if taxon is None else taxon.taxon_id
            wanted = self.taxon_ids.index(taxon_id) if taxon_id in self.taxa else -1
        read, facts = self._genes.read, self.gene_facts
        for row in range(1, len(facts)):
            if wanted is None or facts[row] >> 12 == wanted:
                yield read(row)

    def gene_by_id(self, gene_id: int) -> Gene | None:
        """Return the gene with this NCBI GeneID, or ``None``."""
        row = self._genes.by_gene_id(int(gene_id))  # of numpy's types too
        return self.gene(row) if row else None

    def gene_by_ensembl(self, ensembl_id: str) -> Gene | None:
        """Return the gene with this primary Ensembl id, given without a version, or ``None``."""
        row = self._genes.by_ensembl(ensembl_id)
        return self.gene(row) if row else None

    def gene_by_authority(self, authority_id: str) -> Gene | None:
        """Return the gene with this id of its nomenclature authority, such as ``HGNC:4584``, or ``None``."""
        row = self._genes.by_authority(authority_id)
        return self.gene(row) if row else None

    @cached_property
    def _ids(self) -> IdTable:
        return IdTable(self._file)

    def gene_by_other_id(self, identifier: int | str) -> IdMatch | None:
        """Return the gene of a UniProt accession, a transcript, a secondary id or a retired id; ``None`` if unknown.

        A retired GeneID is given as a number. Ids are given without a version.
        """
        found = self._ids.find(identifier if isinstance(identifier, str) else int(identifier))
        if found is None:
            return None
        row, retired = found
        return IdMatch(self.gene(row) if row else None, retired)

    def secondary_ids(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the secondary ids in use that begin with a prefix, each with the row number of its gene."""
        for text, row, retired in self._ids.starting_with(prefix):
            if not retired:
                yield text, row

    def ensembl_prefix(self, taxon_id: int) -> str:
        """Return the prefix of a species' Ensembl gene ids, such as ``ENSG``; empty when they do not have one form."""
        return self._ensembl[taxon_id].prefix

    def withdrawn_on(self, key: Key) -> int:
        """Return the date on which the symbol with this key was withdrawn, as 20190304; 0 when it is not known."""
        found = self._ids.find(symbol_key(key))
        return found[1] if found else 0

    # -- names ------------------------------------------------------------------------------------------------

    def postings_of(self, keys: Iterable[Key]) -> dict[Key, Sequence[int]]:
        """Return the posting words of many keys by key; keys that the index lacks are left out."""
        postings = self.postings
        return {key: words for key in keys if (words := postings(key))}

    @cached_property
    def columns(self) -> IndexColumns:
        """The arrays of the index for long lists; they need NumPy."""
        from genenorm.index.columns import IndexColumns

        return IndexColumns(self._file, self._genes, self.group_id)

    def starting_with(self, stem: str, limit: int = MOST_LONGER) -> Iterator[tuple[Key, Sequence[int]]]:
        """Yield the first ``limit`` keys that are longer than a stem and begin with it, with their posting words."""
        return self._names.starting_with(stem, limit)

    def has_name_starting_with(self, stem: str) -> bool:
        """Return whether any key begins with a stem, or is equal to it.

        >>> reference = Reference.open()
        >>> [reference.has_name_starting_with(stem) for stem in ("kainatereceptor", "pathwayinduces")]
        [True, False]
        """
        return self._names.has_name_starting_with(stem)

    def continuations(self, stem: str, letters: int) -> list[str]:
        """Return the next characters after a stem in the longer keys that begin with it, at most ``letters`` of each.

        Each continuation is returned once.
        """
        return self._names.continuations(stem, letters)

    def names(self) -> Iterator[tuple[Key, Sequence[int]]]:
        """Yield every key with its posting words, in the order of the keys."""
        return self._names.items()

    # -- groups and families ------------------------------------------------------------------------------------

    @cached_property
    def _groups(self) -> GroupTable:
        return GroupTable(self._file)

    @cached_property
    def _pairs(self) -> PairTable:
        return PairTable(self._file)

    @cached_property
    def _families(self) -> FamilyTable:
        return FamilyTable(self._file)

    def _read_group(self, row: int) -> Group:
        return self._groups.group(row, self._genes.group_id(row))

    def _read_family(self, row: int) -> Family:
        return self._families.family(row)

    def members(self, group: int) -> tuple[int, ...]:
        """Return the row numbers of the genes in a homology group, which is given by row number."""
        return self._groups.members(group)

    def members_by_species(self, group: int) -> dict[int, tuple[int, ...]]:
        """Return the row numbers of a homology group's genes of each species, by falling weight.

        The species are given by their position in ``taxon_ids``.
        """
        facts = self.gene_facts
        found: dict[int, tuple[int, ...]] = {}
        several: set[int] = set()
        for gene in self.members(group):
            species = facts[gene] >> 12
            if species in found:
                found[species] += (gene,)
                several.add(species)
            else:
                found[species] = (gene,)
        for species in several:
            found[species] = tuple(sorted(found[species], key=lambda gene: (-(facts[gene] & 255), gene)))
        return found

    def group_id(self, group: int | None) -> str:
        """Return the public id of the group with a row number; empty for ``None``."""
        return "" if group is None else self._genes.group_id(group)

    def pairs(self, taxon_id: int, other: int) -> tuple[Pairs, ...]:
        """Return the ortholog pairs outside groups of two species, one ``Pairs`` for each source.

        The species are given by taxon id, in the order of the index.
        """
        return self._pairs.pairs(taxon_id, other)

    def all_pairs(self) -> Iterator[tuple[int, int, Pairs]]:
        """Yield the ortholog pairs outside groups of each two species, given by taxon id, and source."""
        return self._pairs.rows()

    def groups_of(self, keys: Iterable[int]) -> set[int | None]:
        """Return the row numbers of the homology groups of some genes, given by row numbers.

        ``None`` is in the result when a gene has no group.
        """
        groups = self._genes.groups
        return {groups[row] or None for row in keys}

    def families_of(self, gene: int) -> tuple[Family, ...]:
        """Return the families of which a gene, given by row number, is a member, in the order of the index."""
        return tuple(self.family(row) for row in self._families.families_of(gene))

    # -- the whole index ----------------------------------------------------------------------------------------

    def count(self, what: str) -> int:
        """Return the number of rows of the table ``what``: ``genes``, ``names``, ``groups``, ``families`` or ``ids``.

        Raises ValueError for another word.
        """
        tables = {"genes": "_genes", "names": "_names", "groups": "_groups", "families": "_families", "ids": "_ids"}
        if what not in tables:
            raise ValueError(f"no table {what!r} to count")
        count: int = getattr(self, tables[what]).count
        return count

    def coverage(self) -> list[GeneCounts]:
        """Return the numbers of genes of each species, in all and with a GeneID, an Ensembl id or a homology group."""
        counts = self._genes.counts()
        return [GeneCounts(taxon, *counts[taxon_id]) for taxon_id, taxon in self.taxa.items()]

    def check(self) -> None:
        """Check that the file is undamaged and has the sections of its schema; raises ReferenceFileError if not."""
        self._file.check_all()
        found = {name: entry["dtype"] for name, entry in self._file.layout.items()}
        if found != SECTIONS | {CHECKSUMS: "U32", SEAL: "U32"}:
            raise ReferenceFileError(f"{self.path}: its sections are not those of its schema; {BUILD_AGAIN}")

    def content_rows(self, table: str) -> Iterator[tuple[object, ...]]:
        """Yield the rows of a table in the order of their keys, as ``content_hash`` and ``sqlite_export`` take them.

        The tables are those of ``content_hash.HASHED_TABLES``.
        """
        if table == "taxa":
            for taxon_id, taxon in self.taxa.items():
                authority, ensembl = self._authority[taxon_id], self._ensembl[taxon_id]
                yield (
                    taxon_id, taxon.name, taxon.common, taxon.authority, taxon.source, authority.prefix,
                    authority.digits, ensembl.prefix, ensembl.digits,
                )  # fmt: skip
        elif table == "genes":
            yield from self._genes.rows()
        elif table == "names":
            yield from ((key, pack(words)) for key, words in self.names())
        elif table == "ids":
            yield from self._ids.rows()
        elif table == "groups":
            yield from ((row, group_id, pack(words), support) for row, group_id, words, support in self._groups.rows())
        elif table == "pairs":
            yield from ((one, other, pairs.source, *pairs.columns()) for one, other, pairs in self.all_pairs())
        else:
            families = map(self.family, range(1, self.count("families") + 1))
            yield from ((family.key, family.family_id, pack(family.members)) for family in families)


def _other_schema(choice: Choice, found: str) -> ReferenceFileError:
    return choice.error(
        f"schema {found}, this genenorm reads schema {SCHEMA_VERSION}; rebuild it with: genenorm reference build"
    )


def _other_file(choice: Choice, why: str) -> ReferenceFileError:
    """Return the error for a file that is no array file: an index of an older genenorm, or no index."""
    with choice.path.open("rb") as file:
        is_older = file.read(16) == b"SQLite format 3\0"
    return (
        _other_schema(choice, "2 or older (SQLite)")
        if is_older
        else choice.error(f"not a genenorm reference index ({why})")
    )
