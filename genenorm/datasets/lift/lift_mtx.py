"""Folders of sparse counts as 10x Genomics writes them (matrix, features, barcodes), carried to another species."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from genenorm.core.errors import MissingExtraError, RecordError, fault_text
from genenorm.core.files import read_file
from genenorm.datasets.lift.lift_plan import gene_name
from genenorm.datasets.lift.lift_report import LiftReport
from genenorm.datasets.lift.lift_request import LiftRequest, rule_note
from genenorm.datasets.lift.lift_values import Sources, facts_of, lift_values
from genenorm.records.compressed import COMPRESSION_SUFFIXES, compress, expand
from genenorm.records.decode import decode_text
from genenorm.records.source import ReadOptions

_MATRIX, _BARCODES = ("matrix.mtx",), ("barcodes.tsv",)
_FEATURES = ("features.tsv", "genes.tsv")
_OF_GENES = "Gene Expression"
"""The third cell of a feature that is a gene; files of older programs have two cells."""


class _Folder(NamedTuple):
    matrix: Path
    features: Path
    barcodes: Path


def is_mtx_folder(path: Path) -> bool:
    """Return whether a path is a folder with a matrix in it."""
    return path.is_dir() and _file(path, _MATRIX) is not None


def lift_mtx(path: Path, request: LiftRequest, options: ReadOptions) -> tuple[dict[str, bytes], LiftReport]:
    """Return the files of a folder carried to another species, by name, and the report.

    The names are in the first column of the features, or in that with the number ``options.column``. Features that are
    no genes, such as antibodies, stay as they are, behind the genes. A lifted feature has its Ensembl id, or another
    identifier, in the first cell, its symbol in the second, its type in the third and the original names in the fourth.

    :raises RecordError: a file is missing or cannot be read, or the files do not belong together.
    :raises MissingExtraError: scipy is not installed.
    """
    try:
        from scipy import sparse
    except ImportError as error:
        raise MissingExtraError("lifting sparse counts", "anndata") from error
    folder = _folder(path)
    features = _rows(folder.features)
    matrix = _matrix(folder.matrix)
    if matrix.shape[0] != len(features):
        cause = f"{matrix.shape[0]:,} rows, and {folder.features.name} has {len(features):,} features"
        raise RecordError(folder.matrix, cause)
    are_genes = np.array([len(row) < 3 or row[2] in ("", _OF_GENES) for row in features], bool)
    genes = [row for row, is_gene in zip(features, are_genes, strict=True) if is_gene]
    names = _names(genes, options.column, folder.features)
    values = matrix[are_genes.nonzero()[0]] if not are_genes.all() else matrix
    facts = facts_of(values, 0)
    rules = request.settled_rules([("the counts", facts)])
    plan = request.plan(request.answer(names), names, rules, facts)
    lifted = lift_values(values, Sources.of(plan), 0, facts.largest)
    rows = [
        [gene_name(gene.gene, "ensembl_id"), gene_name(gene.gene), _OF_GENES, plan.original_names(gene)]
        for gene in plan.lifted
    ]
    notes = [rule_note(request.rules, plan)]
    if not are_genes.all():
        others = [row for row, is_gene in zip(features, are_genes, strict=True) if not is_gene]
        lifted = sparse.vstack([lifted, matrix[(~are_genes).nonzero()[0]]], "csr")
        rows += [[*row, *[""] * (3 - len(row)), row[0]] for row in others]
        notes.append(f"features that are no genes stay as they are: {len(others):,}")
    text = "".join("\t".join(row) + "\n" for row in rows)
    files = {
        folder.matrix.name: compress(_mtx_bytes(lifted), folder.matrix.name),
        folder.features.name: compress(text.encode(), folder.features.name),
        folder.barcodes.name: read_file(folder.barcodes).data,
    }
    report = request.report(plan, facts, notes)
    return files, report


def _folder(path: Path) -> _Folder:
    found = [_file(path, names) for names in (_MATRIX, _FEATURES, _BARCODES)]
    for file, names in zip(found, (_MATRIX, _FEATURES, _BARCODES), strict=True):
        if file is None:
            raise RecordError(path, f"no {' or '.join(names)}, compressed or not, in the folder")
    matrix, features, barcodes = (Path(file) for file in found if file is not None)
    return _Folder(matrix, features, barcodes)


def _file(path: Path, names: tuple[str, ...]) -> Path | None:
    files = (path / f"{name}{suffix}" for name in names for suffix in ("", *COMPRESSION_SUFFIXES))
    return next((file for file in files if file.is_file()), None)


def _rows(file: Path) -> list[list[str]]:
    text = decode_text(expand(read_file(file).data, str(file)), str(file)).body
    return [line.split("\t") for line in text.splitlines() if line.strip()]


def _names(features: list[list[str]], column: str, file: Path) -> list[str]:
    width = min(map(len, features), default=0)
    if column and not (column.isdecimal() and 1 <= int(column) <= width):
        raise RecordError(file, f"no column {column!r}; it has no headers, and {width} columns: give a number")
    place = int(column) - 1 if column else 0
    return [row[place] for row in features]


def _matrix(file: Path) -> Any:
    from scipy import io, sparse

    data = expand(read_file(file).data, str(file))
    try:
        matrix = io.mmread(BytesIO(data))
        return sparse.csr_array(matrix)
    except (ValueError, OverflowError, TypeError) as error:
        raise RecordError(file, f"not a MatrixMarket file: {fault_text(error)}") from error


def _mtx_bytes(matrix: Any) -> bytes:
    from scipy import io

    made = BytesIO()
    io.mmwrite(made, matrix, field="integer" if matrix.dtype.kind in "iub" else "real", symmetry="general")
    return made.getvalue()
