"""The read-only reference index: species, genes, identifiers, names, homology groups and families.

Answers are read from an index by this module alone; ``library`` and ``content_hash`` also read it, to verify it.

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
from genenorm.core.taxa import find_taxon, taxon_id_of
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
"""The most parameters of a statement; the oldest supported SQLite allows 999."""
_BIOTYPES = {biotype.value: biotype for biotype in Biotype}
_NO_POSTINGS: array[int] = array("I")
_LONGEST_READ_AHEAD = 8
"""The most genes of one name that are read ahead, since a few names have very many genes."""


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


class Reference:
    """An open reference index: genes, names, identifiers, homology groups and families.

    ``Reference.open`` opens one. It is read-only, threads may share it, and look-ups are cached. Row numbers
    that are passed to it must be row numbers of this index.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        """Path of the file."""
        self._connection = connection
        self._execute = connection.execute
        self.meta = dict(connection.execute("SELECT key, value FROM meta"))
        """What the index records about itself: profile, build date, content hash, sources and counts, all as text."""
        self.name = index_name(path)
        """Name of the index, such as ``shipped``."""
        self.stamp = " ".join(
            (self.name, self.meta.get("build_date", "undated"), self.meta.get("content_hash", "unhashed")[:12])
        )
        """Name, build date and first digits of the content hash, by which outputs name the index."""
        order = [int(taxon) for taxon in self.meta.get("species", "").split(",") if taxon]
        rows = connection.execute("SELECT * FROM taxa").fetchall()
        rows.sort(key=lambda row: order.index(row[0]) if row[0] in order else len(order))
        self.taxa = {row[0]: Taxon(*row[:5]) for row in rows}
        """The species of the index by taxon id, in its order."""
        self.known_taxon = lru_cache(maxsize=1 << 10)(partial(find_taxon, tuple(self.taxa.values())))
        """Return the species with a taxon id, Latin name or common name; ``None`` when the index does not have it."""
        self._authority = {row[0]: IdFormat(row[5], row[6]) for row in rows}
        self._ensembl = {row[0]: IdFormat(row[7], row[8]) for row in rows}
        # fly and worm: Ensembl uses the authority's ids, which the index stores once
        self._shared = frozenset(row[0] for row in rows if row[7] and row[5:7] == row[7:9])
        self._genes = RowCache(self._read_genes)
        self.gene, self.genes_of = self._genes.one, self._genes.all
        """Return the gene with a row number; return the genes with many row numbers, in the same order."""
        self._postings = RowCache(self._read_postings)
        self.postings = self._postings.one
        """Return the posting words of a key (see ``schema``); empty when the index does not have it."""
        self._members = RowCache(self._read_members)
        self.members = self._members.one
        """Return the row numbers of the genes in a homology group, which is given by row number."""
        self._group_ids = RowCache(self._read_group_ids)
        self.group = lru_cache(maxsize=1 << 10)(self._read_group)
        """Return the homology group with a row number."""
        self.pairs = lru_cache(maxsize=1 << 7)(self._read_pairs)
        """Return the ortholog pairs outside groups of two species, one ``Pairs`` for each source.

        The species are given by taxon id, in the order of the index."""
        self.family = lru_cache(maxsize=1 << 12)(self._read_family)
        """Return the family with a row number."""
        self._families_of: dict[int, list[int]] | None = None

    @classmethod
    def open(cls, reference: str | Path | None = None) -> Reference:
        """Return an open index, given by name or path; by default the index in use (see ``choose``).

        Raises ReferenceFileError when no index has the name, or when the file is missing, is not an index, or has
        another schema. The index is closed by ``close`` or at the end of a ``with`` statement.

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
        """Return the species with a taxon id, Latin name or common name; raises UnknownTaxonError if there is none.

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

    def genes(self, species: str | int | None = None) -> Iterator[Gene]:
        """Yield all genes, or those of one species, given as name or taxon id, in the order of the index.

        Raises UnknownTaxonError for an unknown name; a taxon id that the index does not have has no genes.
        """
        where = ""
        if species is not None:
            taxon = self.known_taxon(species)
            where = f" WHERE taxon_id = {taxon_id_of(species) if taxon is None else taxon.taxon_id}"
        for row in self._execute(f"SELECT {_GENE_COLUMNS} FROM genes{where} ORDER BY key"):
            yield self._gene(row)

    def gene_by_id(self, gene_id: int) -> Gene | None:
        """Return the gene with this NCBI GeneID, or ``None``."""
        number = int(gene_id)  # of numpy's types too, which SQLite takes for bytes
        return self._one("gene_id = ?", number) if 0 < number < 1 << 63 else None

    def gene_by_ensembl(self, ensembl_id: str) -> Gene | None:
        """Return the gene with this primary Ensembl id, given without a version, or ``None``."""
        for encoded, taxon in _encodings(self._ensembl, ensembl_id):
            column = "authority" if taxon in self._shared else "ensembl"
            if gene := self._one(f"{column} = ? AND taxon_id = ?", encoded, taxon):
                return gene
        return None

    def gene_by_authority(self, authority_id: str) -> Gene | None:
        """Return the gene with this id of its nomenclature authority, such as ``HGNC:4584``, or ``None``."""
        for encoded, taxon in _encodings(self._authority, authority_id):
            if gene := self._one("authority = ? AND taxon_id = ?", encoded, taxon):
                return gene
        return None

    def _one(self, where: str, *values: int | str) -> Gene | None:
        row = self._execute(f"SELECT key FROM genes WHERE {where}", values).fetchone()
        return self.gene(row[0]) if row else None

    def gene_by_other_id(self, identifier: int | str) -> IdMatch | None:
        """Return the gene of a UniProt accession, a secondary id or a retired id; ``None`` for an unknown id.

        A retired GeneID is given as a number.
        """
        key = identifier if isinstance(identifier, str) else int(identifier)
        if isinstance(key, int) and not 0 < key < 1 << 63:
            return None
        row = self._execute("SELECT gene, retired FROM ids WHERE key = ?", (key,)).fetchone()
        return IdMatch(self.gene(row[0]) if row[0] else None, row[1]) if row else None

    def secondary_ids(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the secondary ids in use that begin with a prefix, each with the row number of its gene."""
        sql = "SELECT key, gene FROM ids WHERE key > ? AND key < ? AND retired = 0"
        yield from self._execute(sql, (prefix, prefix + "\U0010ffff"))

    def ensembl_prefix(self, taxon_id: int) -> str:
        """Return the prefix of a species' Ensembl gene ids, such as ``ENSG``; empty when they do not have one form."""
        return self._ensembl[taxon_id].prefix

    def withdrawn_on(self, key: Key) -> int:
        """Return the date on which the symbol with this key was withdrawn, as 20190304; 0 when it is not known."""
        row = self._execute("SELECT retired FROM ids WHERE key = ?", (symbol_key(key),)).fetchone()
        return int(row[0]) if row else 0

    # -- names ------------------------------------------------------------------------------------------------

    def _read_postings(self, keys: Sequence[Key]) -> dict[Key, array[int]]:
        return dict.fromkeys(keys, _NO_POSTINGS) | self.postings_of(keys)

    def postings_of(self, keys: Sequence[Key]) -> dict[Key, array[int]]:
        """Return the posting words of many keys by key, read together; keys that the index lacks are left out.

        Unlike ``postings`` it does not use the cache.
        """
        return {key: unpack(blob) for key, blob in self._rows("SELECT key, postings FROM names", keys)}

    def _rows(self, select: str, keys: Sequence[str] | Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            yield from self._execute(f"{select} WHERE key IN ({','.join('?' * len(part))})", part)

    def read_ahead(self, keys: Iterable[Key]) -> None:
        """Read the postings of many keys and their genes together, so that later look-ups find them in the cache."""
        self.read_genes_ahead(self._postings.read_ahead(keys).values())

    def read_genes_ahead(self, postings: Iterable[array[int]]) -> None:
        """Read the genes of many posting words together, so that later look-ups find them in the cache."""
        genes = {
            target_of(word)
            for words in postings
            for word in words[:_LONGEST_READ_AHEAD]
            if kind_of(word) not in FAMILY_KINDS
        }
        self._genes.read_ahead(genes - {0})

    def starting_with(self, stem: str, limit: int = 400) -> Iterator[tuple[Key, array[int]]]:
        """Yield the first ``limit`` keys that are longer than a stem and begin with it, with their posting words."""
        sql = "SELECT key, postings FROM names WHERE key > ? AND key < ? LIMIT ?"
        for key, blob in self._execute(sql, (stem, stem + "\U0010ffff", limit)).fetchall():
            yield key, unpack(blob)

    def has_name_starting_with(self, stem: str) -> bool:
        """Return whether any key begins with a stem, or is equal to it.

        >>> reference = Reference.open()
        >>> [reference.has_name_starting_with(stem) for stem in ("kainatereceptor", "pathwayinduces")]
        [True, False]
        """
        sql = "SELECT 1 FROM names WHERE key >= ? AND key < ? LIMIT 1"
        return self._execute(sql, (stem, stem + "\U0010ffff")).fetchone() is not None

    def continuations(self, stem: str, letters: int) -> list[str]:
        """Return the next characters after a stem in the longer keys that begin with it, at most ``letters`` of each.

        Each continuation is returned once.
        """
        sql = "SELECT DISTINCT substr(key, ?, ?) FROM names WHERE key > ? AND key < ?"
        return [row[0] for row in self._execute(sql, (len(stem) + 1, letters, stem, stem + "\U0010ffff"))]

    def names(self) -> Iterator[tuple[Key, array[int]]]:
        """Yield every key with its posting words, in the order of the keys."""
        for key, blob in self._execute("SELECT key, postings FROM names ORDER BY key"):
            yield key, unpack(blob)

    # -- groups and families ------------------------------------------------------------------------------------

    def _read_group(self, key: int) -> Group:
        _, group_id, blob, support = self._execute("SELECT * FROM groups WHERE key = ?", (key,)).fetchone()
        members = tuple(Member(gene, found) for gene, found in unpack_support(unpack(blob), support or b""))
        return Group(key, GROUP_IDS.decode(group_id), members)

    def read_groups_ahead(self, groups: Iterable[int]) -> None:
        """Read the genes of many homology groups together, so that later look-ups find them in the cache."""
        members = self._members.read_ahead(groups)
        self._genes.read_ahead(gene for genes in members.values() for gene in genes)

    def _read_members(self, groups: Sequence[int]) -> dict[int, tuple[int, ...]]:
        rows = self._rows("SELECT key, members FROM groups", groups)
        return {key: tuple([target_of(word) for word in unpack(blob)]) for key, blob in rows}

    def group_id(self, group: int | None) -> str:
        """Return the public id of the group with a row number; empty for ``None``."""
        return "" if group is None else self._group_ids.one(group)

    def read_group_ids_ahead(self, groups: Iterable[int]) -> None:
        """Read the public ids of many homology groups together, so that later look-ups find them in the cache."""
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
        """Return the row numbers of the homology groups of some genes, given by row numbers.

        ``None`` is in the result when a gene has no group.
        """
        return {row[0] for row in self._rows("SELECT grp FROM genes", sorted(keys))}

    def families_of(self, gene: int) -> tuple[Family, ...]:
        """Return the families of which a gene, given by row number, is a member, in the order of the index."""
        known = self._families_of
        if known is None:
            known = {}
            for key, blob in self._execute("SELECT key, members FROM families ORDER BY key"):
                for member in unpack(blob):
                    known.setdefault(member, []).append(key)
            self._families_of = known  # only when complete: another thread may be reading it
        return tuple(self.family(key) for key in known.get(gene, ()))

    def count(self, what: str) -> int:
        """Return the number of rows of the table ``what``: ``genes``, ``names``, ``groups``, ``families`` or ``ids``.

        Raises ValueError for another word.
        """
        if what not in ("genes", "names", "groups", "families", "ids"):
            raise ValueError(f"no table {what!r} to count")
        count: int = self._execute(f"SELECT count(*) FROM {what}").fetchone()[0]
        return count

    def coverage(self) -> list[GeneCounts]:
        """Return the numbers of genes of each species, in all and with a GeneID, an Ensembl id or a homology group."""
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
