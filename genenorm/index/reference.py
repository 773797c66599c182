"""The read-only reference index: species, genes, identifiers, names, homology groups and families.

This is the one module that reads an index with SQL to answer.

>>> from genenorm.index.reference import Reference
>>> reference = Reference.open()
>>> gene = reference.gene_by_id(2902)
>>> gene.symbol, gene.ensembl_id, gene.authority_id
('GRIN1', 'ENSG00000176884', 'HGNC:4584')
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from genenorm.core.errors import UnknownTaxonError
from genenorm.core.model import Biotype, Family, Gene, Group, Member, Taxon
from genenorm.core.paths import index_name
from genenorm.core.taxa import find_taxon
from genenorm.index.choose import choose
from genenorm.index.ortholog_columns import Pairs
from genenorm.index.row_cache import RowCache
from genenorm.index.schema import (
    FAMILY_KINDS,
    GROUP_IDS,
    SCHEMA_VERSION,
    IdFormat,
    kind_of,
    symbol_key,
    target_of,
    unpack,
    unpack_support,
)
from genenorm.text.keys import Key

_GENE_COLUMNS = "key, taxon_id, gene_id, symbol, name, ensembl, authority, biotype, grp, weight"
_BATCH = 500
"""Parameters per statement: well under the 999 that the oldest supported SQLite allows."""
_BIOTYPES = {biotype.value: biotype for biotype in Biotype}
_NO_POSTINGS: array[int] = array("I")
_LONGEST_READ_AHEAD = 8
"""Genes of one name that are read ahead; the few names that many genes share would fill the memory with them."""


class IdMatch(NamedTuple):
    """The gene that an identifier means, and when the identifier was retired."""

    gene: Gene | None
    """``None`` for a retired identifier that nothing replaced."""
    retired: int = 0
    """The date as 20190304, ``UNDATED`` when it is not known; 0 for an identifier in use."""


class GeneCounts(NamedTuple):
    """How many genes of a species an index has, and how many of them have an identifier or group of each kind."""

    taxon: Taxon
    genes: int
    gene_ids: int
    ensembl_ids: int
    groups: int


class Reference:
    """An open reference index: genes, names, identifiers, homology groups and families.

    It never changes, and threads may share it; look-ups are cached.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._execute = connection.execute
        self.meta = dict(connection.execute("SELECT key, value FROM meta"))
        self.name = index_name(path)
        self.stamp = " ".join(
            (self.name, self.meta.get("build_date", "undated"), self.meta.get("content_hash", "unhashed")[:12])
        )
        """The index in one line, as every output has it: name, build date, first digits of the content hash."""
        order = [int(taxon) for taxon in self.meta.get("species", "").split(",") if taxon]
        rows = connection.execute("SELECT * FROM taxa").fetchall()
        rows.sort(key=lambda row: order.index(row[0]) if row[0] in order else len(order))
        self.taxa = {row[0]: Taxon(*row[:5]) for row in rows}
        """Supported species by taxon id, in the index's order."""
        self.known_taxon = lru_cache(maxsize=1 << 10)(partial(find_taxon, tuple(self.taxa.values())))
        """The species that a taxon id, Latin name or common name means; ``None`` for others."""
        self._authority = {row[0]: IdFormat(row[5], row[6]) for row in rows}
        self._ensembl = {row[0]: IdFormat(row[7], row[8]) for row in rows}
        # fly and worm: Ensembl uses the authority's ids, which the index stores once
        self._shared = frozenset(row[0] for row in rows if row[7] and row[5:7] == row[7:9])
        self._genes = RowCache(self._read_genes)
        self.gene, self.genes_of = self._genes.one, self._genes.all
        """The gene with a row number, and the genes with many, in the same order."""
        self._postings = RowCache(self._read_postings)
        self.postings = self._postings.one
        """The posting words of a key; empty when the index does not have it."""
        self._members = RowCache(self._read_members)
        self.members = self._members.one
        """The row numbers of the genes of a homology group."""
        self._group_ids = RowCache(self._read_group_ids)
        self.group = lru_cache(maxsize=1 << 10)(self._read_group)
        self.pairs = lru_cache(maxsize=1 << 7)(self._read_pairs)
        self.family = lru_cache(maxsize=1 << 12)(self._read_family)
        self._families_of: dict[int, list[int]] | None = None

    @classmethod
    def open(cls, reference: str | Path | None = None) -> Reference:
        """Open an index given by name or path; without one, the index in use (see ``choose``).

        Raises ReferenceFileError when the file is missing, is no index, or has another schema.

        >>> with Reference.open() as reference:
        ...     reference.gene_by_id(2902).symbol
        'GRIN1'
        """
        choice = choose(reference)
        file = choice.path
        if not file.is_file():
            raise choice.error("no such reference index; make one with: genenorm reference build")
        uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise choice.error(f"cannot be opened ({error})") from error
        try:
            connection.execute("PRAGMA mmap_size=268435456")
            row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
            if row is not None and row[0] == str(SCHEMA_VERSION):
                return cls(file, connection)
        except sqlite3.Error as error:
            connection.close()
            raise choice.error(f"not a genenorm reference index ({error})") from error
        connection.close()
        found = row[0] if row else "none"
        raise choice.error(
            f"schema {found}, this genenorm reads schema {SCHEMA_VERSION}; rebuild it with: genenorm reference build"
        )

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

    def close(self) -> None:
        """Close the file; the index cannot be used afterwards."""
        self._connection.close()

    def __enter__(self) -> Reference:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def taxon(self, name: str | int) -> Taxon:
        """Return a species by taxon id, Latin name or common name; raises UnknownTaxonError.

        >>> Reference.open().taxon("fruit fly").taxon_id
        7227
        """
        found = self.known_taxon(name)
        if found is None:
            raise UnknownTaxonError(str(name), tuple(taxon.common for taxon in self.taxa.values()))
        return found

    # -- genes ------------------------------------------------------------------------------------------------

    def _read_genes(self, keys: Sequence[int]) -> dict[int, Gene]:
        return {row[0]: self._gene(row) for row in self._rows(f"SELECT {_GENE_COLUMNS} FROM genes", keys)}

    def _gene(self, row: tuple[int, int, int | None, str, str | None, object, object, int, int | None, int]) -> Gene:
        key, taxon, gene_id, symbol, name, ensembl, authority, biotype, group, weight = row
        return Gene(
            key,
            taxon,
            gene_id,
            symbol or (f"LOC{gene_id}" if gene_id is not None else ""),
            name or "",
            self._ensembl[taxon].decode(authority if taxon in self._shared else ensembl),  # type: ignore[arg-type]
            self._authority[taxon].decode(authority),  # type: ignore[arg-type]
            _BIOTYPES[biotype],
            group,
            weight,
        )

    def genes(self, taxon_id: int | None = None) -> Iterator[Gene]:
        """Yield all genes, or those of one species, in the order of the index."""
        where = "" if taxon_id is None else f" WHERE taxon_id = {int(taxon_id)}"
        for row in self._execute(f"SELECT {_GENE_COLUMNS} FROM genes{where} ORDER BY key"):
            yield self._gene(row)

    def gene_by_id(self, gene_id: int) -> Gene | None:
        """Return the gene with this NCBI GeneID, or ``None``."""
        return self._one("gene_id = ?", gene_id)

    def gene_by_ensembl(self, ensembl_id: str) -> Gene | None:
        """Return the gene whose primary Ensembl id this is (no version), or ``None``."""
        for encoded, taxon in _encodings(self._ensembl, ensembl_id):
            column = "authority" if taxon in self._shared else "ensembl"
            if gene := self._one(f"{column} = ? AND taxon_id = ?", encoded, taxon):
                return gene
        return None

    def gene_by_authority(self, authority_id: str) -> Gene | None:
        """Return the gene with this id of its nomenclature authority (``HGNC:4584``), or ``None``."""
        for encoded, taxon in _encodings(self._authority, authority_id):
            if gene := self._one("authority = ? AND taxon_id = ?", encoded, taxon):
                return gene
        return None

    def _one(self, where: str, *values: int | str) -> Gene | None:
        row = self._execute(f"SELECT key FROM genes WHERE {where}", values).fetchone()
        return self.gene(row[0]) if row else None

    def gene_by_other_id(self, identifier: int | str) -> IdMatch | None:
        """Return the gene of a UniProt, secondary or retired id; ``None`` for an unknown id.

        A GeneID is given as a number.
        """
        row = self._execute("SELECT gene, retired FROM ids WHERE key = ?", (identifier,)).fetchone()
        return IdMatch(self.gene(row[0]) if row[0] else None, row[1]) if row else None

    def secondary_ids(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the secondary ids in use that begin with a prefix, each with the row number of its gene."""
        sql = "SELECT key, gene FROM ids WHERE key > ? AND key < ? AND retired = 0"
        yield from self._execute(sql, (prefix, prefix + "\U0010ffff"))

    def ensembl_prefix(self, taxon_id: int) -> str:
        """Return the prefix of a species' Ensembl gene ids, such as ``ENSG``; empty where they have no common form."""
        return self._ensembl[taxon_id].prefix

    def withdrawn_on(self, key: Key) -> int:
        """Return the date on which the symbol with this key was withdrawn, as 20190304; 0 when it is not known."""
        row = self._execute("SELECT retired FROM ids WHERE key = ?", (symbol_key(key),)).fetchone()
        return int(row[0]) if row else 0

    # -- names ------------------------------------------------------------------------------------------------

    def _read_postings(self, keys: Sequence[Key]) -> dict[Key, array[int]]:
        return dict.fromkeys(keys, _NO_POSTINGS) | self.postings_of(keys)

    def postings_of(self, keys: Sequence[Key]) -> dict[Key, array[int]]:
        """Return the posting words of many keys with few reads; keys that the index lacks are left out."""
        return {key: unpack(blob) for key, blob in self._rows("SELECT key, postings FROM names", keys)}

    def _rows(self, select: str, keys: Sequence[str] | Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            yield from self._execute(f"{select} WHERE key IN ({','.join('?' * len(part))})", part)

    def read_ahead(self, keys: Iterable[Key]) -> None:
        """Read the postings of many keys and the genes they lead to with few reads, for look-ups that follow."""
        self.read_genes_ahead(self._postings.read_ahead(keys).values())

    def read_genes_ahead(self, postings: Iterable[array[int]]) -> None:
        """Read the genes that the posting words of some keys lead to with few reads, for look-ups that follow."""
        genes = {
            target_of(word)
            for words in postings
            for word in words[:_LONGEST_READ_AHEAD]
            if kind_of(word) not in FAMILY_KINDS
        }
        self._genes.read_ahead(genes - {0})

    def starting_with(self, stem: str, limit: int = 400) -> Iterator[tuple[Key, array[int]]]:
        """Yield at most ``limit`` names that are longer than a stem and begin with it, in key order."""
        sql = "SELECT key, postings FROM names WHERE key > ? AND key < ? LIMIT ?"
        for key, blob in self._execute(sql, (stem, stem + "\U0010ffff", limit)).fetchall():
            yield key, unpack(blob)

    def has_name_from(self, stem: str) -> bool:
        """Whether any name begins with a stem.

        >>> Reference.open().has_name_from("kainatereceptor"), Reference.open().has_name_from("pathwayinduces")
        (True, False)
        """
        sql = "SELECT 1 FROM names WHERE key >= ? AND key < ? LIMIT 1"
        return self._execute(sql, (stem, stem + "\U0010ffff")).fetchone() is not None

    def continuations(self, stem: str, letters: int) -> list[str]:
        """Return the next letters of the names that are longer than a stem and begin with it, without repetition."""
        sql = "SELECT DISTINCT substr(key, ?, ?) FROM names WHERE key > ? AND key < ?"
        return [row[0] for row in self._execute(sql, (len(stem) + 1, letters, stem, stem + "\U0010ffff"))]

    def names(self) -> Iterator[tuple[Key, array[int]]]:
        """Yield every name key with its posting words, in key order."""
        for key, blob in self._execute("SELECT key, postings FROM names ORDER BY key"):
            yield key, unpack(blob)

    # -- groups and families ------------------------------------------------------------------------------------

    def _read_group(self, key: int) -> Group:
        _, group_id, blob, support = self._execute("SELECT * FROM groups WHERE key = ?", (key,)).fetchone()
        members = tuple(Member(gene, found) for gene, found in unpack_support(unpack(blob), support or b""))
        return Group(key, GROUP_IDS.decode(group_id), members)

    def read_groups_ahead(self, groups: Iterable[int]) -> None:
        """Read the genes of many homology groups with few reads, for look-ups that follow."""
        members = self._members.read_ahead(groups)
        self._genes.read_ahead(gene for genes in members.values() for gene in genes)

    def _read_members(self, groups: Sequence[int]) -> dict[int, tuple[int, ...]]:
        rows = self._rows("SELECT key, members FROM groups", groups)
        return {key: tuple([target_of(word) for word in unpack(blob)]) for key, blob in rows}

    def group_id(self, group: int | None) -> str:
        """Return the public id of a group; empty for ``None``."""
        return "" if group is None else self._group_ids.one(group)

    def read_group_ids_ahead(self, groups: Iterable[int]) -> None:
        """Read the public ids of many homology groups with few reads, for look-ups that follow."""
        self._group_ids.read_ahead(groups)

    def _read_group_ids(self, groups: Sequence[int]) -> dict[int, str]:
        rows = self._rows("SELECT key, group_id FROM groups", groups)
        return {key: GROUP_IDS.decode(group_id) for key, group_id in rows}

    def _read_pairs(self, taxon_id: int, other: int) -> tuple[Pairs, ...]:
        """Return the ortholog pairs outside groups, by source, of a species and one after it in the index."""
        sql = "SELECT source, genes, others, methods, asked FROM pairs WHERE taxon_id = ? AND other_taxon_id = ?"
        return tuple(Pairs(*row) for row in self._execute(sql, (taxon_id, other)))

    def _read_family(self, key: int) -> Family:
        family_id, blob = self._execute("SELECT family_id, members FROM families WHERE key = ?", (key,)).fetchone()
        return Family(key, family_id, tuple(unpack(blob)))

    def groups_of(self, keys: Iterable[int]) -> set[int | None]:
        """Return the homology groups of the genes with these row numbers; includes ``None`` when a gene has none."""
        return {row[0] for row in self._rows("SELECT grp FROM genes", sorted(keys))}

    def families_of(self, gene: int) -> tuple[Family, ...]:
        """Return the families that a gene is a member of, in order of id."""
        known = self._families_of
        if known is None:
            known = {}
            for key, blob in self._execute("SELECT key, members FROM families ORDER BY key"):
                for member in unpack(blob):
                    known.setdefault(member, []).append(key)
            self._families_of = known  # only when complete: another thread may be reading it
        return tuple(self.family(key) for key in known.get(gene, ()))

    def count(self, what: str) -> int:
        """Return the number of rows of a table: genes, names, groups, families or ids."""
        if what not in ("genes", "names", "groups", "families", "ids"):
            raise ValueError(f"no table {what!r} to count")
        count: int = self._execute(f"SELECT count(*) FROM {what}").fetchone()[0]
        return count

    def coverage(self) -> list[GeneCounts]:
        """Return for each species the numbers of genes, and of genes with GeneID, Ensembl id and homology group."""
        rows = self._execute(
            "SELECT taxon_id, count(*), count(gene_id), count(ensembl), count(authority), count(grp)"
            " FROM genes GROUP BY taxon_id"
        )
        counts = {
            taxon: (genes, gene_ids, authority if taxon in self._shared else ensembl, grouped)
            for taxon, genes, gene_ids, ensembl, authority, grouped in rows
        }
        return [GeneCounts(taxon, *counts.get(taxon.taxon_id, (0, 0, 0, 0))) for taxon in self.taxa.values()]


def _encodings(formats: dict[int, IdFormat], text: str) -> Iterator[tuple[int | str, int]]:
    for taxon, form in formats.items():
        encoded = form.encode(text)
        if isinstance(encoded, int) or not form.prefix or text.startswith(form.prefix):
            yield encoded, taxon
