"""Export of an index as an SQLite database, for those who want to ask it in SQL.

Three of its tables are for questions: ``gene_list`` (a view) has a row for each gene with its identifiers as text,
``gene_names`` the folded names of genes (``keys.fold``) with the ``key`` of the gene and the kind of name, and ``ids``
secondary and retired identifiers with the ``key`` of their gene, 0 for none; ``retired`` is 0 for one in use, else the
date as 20190304, or 1 when it is not known.

The others have the content of the index as it is hashed. Names of genes and families are found by folded key; the
postings of a key, the members of a group and those of a family are little-endian 32-bit words, as ``schema`` describes
them. Identifiers that are a fixed prefix and a number (``IdFormat``, in ``taxa``) are stored as numbers. When Ensembl
uses the authority's own ids (both formats of the species are equal), only the column ``authority`` has them. A symbol
that only repeats the GeneID is stored empty. The columns of ``pairs`` are those of ``ortholog_pairs.pack_columns``.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path

from genenorm.core.errors import ReferenceFileError
from genenorm.index.content_hash import HASHED_TABLES
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, target_of

EXPORT_SCHEMA = 2
"""The number of the schema of the tables, which was that of indexes when they were SQLite databases."""

TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE taxa(
    taxon_id INTEGER PRIMARY KEY, name TEXT NOT NULL, common TEXT NOT NULL, authority TEXT NOT NULL,
    source TEXT NOT NULL, authority_prefix TEXT NOT NULL, authority_digits INTEGER NOT NULL,
    ensembl_prefix TEXT NOT NULL, ensembl_digits INTEGER NOT NULL
);
CREATE TABLE genes(
    key INTEGER PRIMARY KEY, taxon_id INTEGER NOT NULL, gene_id INTEGER, symbol TEXT NOT NULL, name TEXT,
    ensembl, authority, biotype INTEGER NOT NULL, grp INTEGER, weight INTEGER NOT NULL
);
CREATE TABLE names(key TEXT PRIMARY KEY, postings BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE ids(key PRIMARY KEY, gene INTEGER NOT NULL, retired INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE groups(key INTEGER PRIMARY KEY, group_id NOT NULL, members BLOB NOT NULL, support BLOB);
CREATE TABLE pairs(
    taxon_id INTEGER NOT NULL, other_taxon_id INTEGER NOT NULL, source TEXT NOT NULL,
    genes BLOB NOT NULL, others BLOB NOT NULL, methods BLOB NOT NULL, asked BLOB NOT NULL,
    PRIMARY KEY(taxon_id, other_taxon_id, source)
) WITHOUT ROWID;
CREATE TABLE families(key INTEGER PRIMARY KEY, family_id TEXT NOT NULL, members BLOB NOT NULL);
"""

_INDEXES = """
CREATE INDEX genes_gene_id ON genes(gene_id) WHERE gene_id IS NOT NULL;
CREATE INDEX genes_ensembl ON genes(ensembl) WHERE ensembl IS NOT NULL;
CREATE INDEX gene_names_gene ON gene_names(gene);
CREATE INDEX genes_authority ON genes(authority) WHERE authority IS NOT NULL;
"""

_FOR_QUESTIONS = """
CREATE TABLE gene_names(
    name TEXT NOT NULL, gene INTEGER NOT NULL, kind TEXT NOT NULL, PRIMARY KEY(name, gene, kind)
) WITHOUT ROWID;
CREATE VIEW gene_list AS SELECT
    genes.key, common AS species, taxon_id, gene_id,
    CASE WHEN symbol = '' AND gene_id IS NOT NULL THEN 'LOC' || gene_id ELSE symbol END AS symbol, genes.name,
    CASE
        WHEN typeof(ensembl) = 'integer' THEN ensembl_prefix || printf('%0*d', ensembl_digits, ensembl)
        WHEN ensembl IS NULL AND ensembl_prefix = authority_prefix AND ensembl_digits = authority_digits
            AND typeof(genes.authority) = 'integer'
            THEN ensembl_prefix || printf('%0*d', ensembl_digits, genes.authority)
        ELSE ensembl
    END AS ensembl_id,
    CASE
        WHEN typeof(genes.authority) = 'integer'
            THEN authority_prefix || printf('%0*d', authority_digits, genes.authority)
        ELSE genes.authority
    END AS authority_id,
    CASE typeof(group_id) WHEN 'integer' THEN 'HomoloGene:' || group_id ELSE group_id END AS group_id
FROM genes JOIN taxa USING (taxon_id) LEFT JOIN groups ON groups.key = genes.grp;
"""


def export_sqlite(reference: Reference, file: Path, *, replace: bool = False) -> None:
    """Write an open index to ``file`` as an SQLite database with the tables of this module.

    On an error the file is left unchanged. Raises ReferenceFileError when it exists and ``replace`` is not set, when it
    is no regular file, and when it is the index itself.
    """
    if file.exists() and not file.is_file():
        raise ReferenceFileError(f"{file}: not a regular file; choose another file")
    if file.exists() and file.samefile(reference.path):
        raise ReferenceFileError(f"{file}: is the index itself; choose another file")
    if file.exists() and not replace:
        raise ReferenceFileError(f"{file}: exists; choose another file, or replace it: --replace")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    except OSError as error:
        raise ReferenceFileError(f"{file}: cannot be written ({error.strerror})") from error
    os.close(handle)
    part = Path(name)
    try:
        try:
            _write(reference, part)
        except sqlite3.Error as error:
            raise ReferenceFileError(f"{file}: cannot be written ({error})") from error
        part.chmod(0o644)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _write(reference: Reference, part: Path) -> None:
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        connection.executescript(TABLES + _FOR_QUESTIONS)
        connection.execute("BEGIN")
        meta = dict(reference.meta) | {"schema": str(EXPORT_SCHEMA)}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        for table in HASHED_TABLES:
            width = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
            marks = ",".join("?" * width)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", reference.content_rows(table))  # nosec B608 # names of our tables
        names = (
            (name, target_of(word), kind_of(word).label)
            for name, words in reference.names()
            for word in words
            if target_of(word) and kind_of(word) not in FAMILY_KINDS
        )
        connection.executemany("INSERT OR IGNORE INTO gene_names VALUES (?, ?, ?)", names)
        connection.execute("COMMIT")
        connection.executescript(_INDEXES)
    finally:
        connection.close()
