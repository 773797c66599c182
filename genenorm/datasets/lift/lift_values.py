"""The values of a lifted dataset: columns or rows of arrays selected, added up and averaged.

Arrays are dense (NumPy) or sparse (SciPy, compressed by rows or columns), and stay so. All work is done in blocks along
the cells, into an array of the final size, so that it needs hardly more memory than the input and the result.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from genenorm.datasets.lift.lift_plan import LiftPlan
from genenorm.datasets.lift.lift_rules import LiftRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_BLOCK = 1 << 17
"""The most values of a block, roughly."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Which genes of the dataset the values of each gene of the result are from, as arrays."""

    places: NDArray[np.intp]
    """The positions of the sources of all genes of the result, one gene after the other."""
    starts: NDArray[np.intp]
    """Where the sources of each gene begin in ``places``, and the end of the last."""
    size: int
    """The number of genes of the dataset."""
    is_mean: bool
    """Whether the values of several sources are averaged, not added up."""

    @classmethod
    def of(cls, plan: LiftPlan) -> Sources:
        """Return the sources of a plan."""
        sizes = [len(gene.sources) for gene in plan.lifted]
        places = np.fromiter((place for gene in plan.lifted for place in gene.sources), np.intp, sum(sizes))
        starts = np.zeros(len(sizes) + 1, np.intp)
        np.cumsum(sizes, out=starts[1:])
        return cls(places, starts, len(plan.given), plan.rules.many_to_one is LiftRule.MEAN)

    @property
    def count(self) -> int:
        """The number of genes of the result."""
        return len(self.starts) - 1

    @property
    def most(self) -> int:
        """The most sources that a gene of the result has; 0 without genes."""
        return int(np.diff(self.starts).max(initial=0))

    def dtype(self, values: Any, largest: float) -> np.dtype[Any]:
        """Return the type of the result: that of the values, unless their sum or mean needs another.

        :param largest: the largest of the values, without a sign.
        """
        given: np.dtype[Any] = np.dtype(values.dtype)
        if self.most <= 1:
            return given
        if self.is_mean:
            return given if given.kind == "f" else np.dtype(np.float64)
        if given.kind in "iu" and largest * self.most <= np.iinfo(given).max:
            return given
        return given if given.kind == "f" else np.dtype(np.uint64 if given == np.uint64 else np.int64)


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """What must be known of values before rules are chosen."""

    totals: Numbers
    """The sum of the values of each gene; integers if all are whole."""
    are_whole: bool
    lowest: float
    """The lowest value; 0 when none is below."""
    largest: float
    """The largest without a sign."""

    @property
    def are_counts(self) -> bool:
        """Whether all values are whole numbers of at least 0."""
        return self.are_whole and self.lowest >= 0

    def with_others(self, other: ValueFacts) -> ValueFacts:
        """Return the facts of these and other values of the same genes."""
        return ValueFacts(self.totals + other.totals, self.are_whole and other.are_whole,
                          min(self.lowest, other.lowest), max(self.largest, other.largest))  # fmt: skip


def no_values(size: int) -> ValueFacts:
    """Return the facts of a dataset of some genes without values."""
    return ValueFacts(np.zeros(size, np.int64), True, 0.0, 0.0)


def is_sparse(values: object) -> bool:
    """Return whether values are a sparse array or matrix of SciPy."""
    scipy_sparse = sys.modules.get("scipy.sparse")  # without it nobody can have made one
    return scipy_sparse is not None and bool(scipy_sparse.issparse(values))


def facts_of(values: Any, axis: int) -> ValueFacts:
    """Return the facts of values.

    :param values: a dense array of two dimensions, or a sparse one.
    :param axis: the axis with the genes: 0 for rows, 1 for columns.

    >>> facts = facts_of(np.array([[1, 2], [0, 4]]), 1)
    >>> facts.totals.tolist(), facts.are_counts
    ([1, 6], True)
    """
    found = no_values(values.shape[axis])
    for block, places in _sparse_blocks(values, axis) if is_sparse(values) else _dense_blocks(values, axis):
        found = found.with_others(_facts_of_block(block, places, values.shape[axis]))
    return found


def _facts_of_block(block: Numbers, places: Numbers | None, size: int) -> ValueFacts:
    """Return the facts of some values; ``places`` has the gene of each, or each row of the block is one of a gene."""
    if not block.size:
        return no_values(size)
    numbers = block
    if block.dtype.kind == "f":
        numbers = np.nan_to_num(block, nan=0.0, posinf=np.inf, neginf=-np.inf)
    are_whole = block.dtype.kind in "iub" or bool(np.all(np.isfinite(numbers) & (numbers == np.floor(numbers))))
    if places is None:
        wide = np.uint64 if block.dtype.kind == "u" else np.int64 if block.dtype.kind in "ib" else np.float64
        totals = numbers.sum(axis=1, dtype=wide)
    else:
        totals = np.bincount(places, weights=numbers, minlength=size)  # exact for whole numbers below 2**53
    if are_whole and np.abs(totals).max(initial=0) < 2**53:
        totals = totals.astype(np.int64)
    lowest, highest = float(numbers.min()), float(numbers.max())
    return ValueFacts(totals, are_whole, lowest, max(highest, -lowest))


def _dense_blocks(values: Numbers, axis: int) -> Iterator[tuple[Numbers, None]]:
    """Yield the values in blocks along the other axis, each with a row for a gene."""
    by_gene = values if axis == 0 else values.T
    for start, end in _ranges(by_gene.shape[1], by_gene.shape[0]):
        yield by_gene[:, start:end], None


def _sparse_blocks(values: Any, axis: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the stored values in blocks, with the gene of each."""
    if genes_are_rows(values, axis):
        sizes = np.diff(values.indptr)
        for start, end in _row_ranges(values.indptr):
            places = np.repeat(np.arange(start, end), sizes[start:end])
            yield values.data[values.indptr[start] : values.indptr[end]], places
    else:
        for start in range(0, values.indptr[-1], _BLOCK):
            part = slice(start, min(start + _BLOCK, values.indptr[-1]))
            yield values.data[part], values.indices[part]


def _ranges(size: int, width: int) -> Iterator[tuple[int, int]]:
    step = max(1, _BLOCK // max(1, width))
    for start in range(0, size, step):
        yield start, min(start + step, size)


def _row_ranges(indptr: Numbers) -> Iterator[tuple[int, int]]:
    """Yield ranges of the rows of a compressed matrix with few values each; one row is never divided."""
    start, size = 0, len(indptr) - 1
    while start < size:
        end = int(np.searchsorted(indptr, indptr[start] + _BLOCK, side="right")) - 1
        end = min(max(end, start + 1), size)
        yield start, end
        start = end


def genes_are_rows(matrix: Any, axis: int) -> bool:
    """Return whether the values of a gene lie together in a compressed matrix."""
    return bool((matrix.format == "csr") == (axis == 0))


def lift_values(values: Any, sources: Sources, axis: int, largest: float) -> Any:
    """Return the values of the genes of a result, of the kind that the given ones are.

    :param values: a dense array of two dimensions, or a sparse one, compressed by rows or columns.
    :param sources: where the values of each gene of the result are from.
    :param axis: the axis with the genes: 0 for rows, 1 for columns.
    :param largest: the largest value, as ``facts_of`` found it.
    """
    return (
        _lift_sparse(values, sources, axis, largest)
        if is_sparse(values)
        else _lift_dense(values, sources, axis, largest)
    )


def _lift_dense(values: Numbers, sources: Sources, axis: int, largest: float) -> Numbers:
    by_gene = values if axis == 0 else values.T
    shape = (sources.count, by_gene.shape[1])
    dtype = sources.dtype(values, largest)
    made = np.empty(shape if axis == 0 else shape[::-1], dtype)
    into = made if axis == 0 else made.T
    if not sources.count:
        return made
    sizes = np.diff(sources.starts)
    for start, end in _ranges(shape[1], max(shape[0], len(sources.places))):
        taken = by_gene[:, start:end][sources.places]
        if sources.most > 1:
            taken = _merged(taken, sources, sizes, dtype)
        into[:, start:end] = taken
    return made


def _merged(taken: Numbers, sources: Sources, sizes: Numbers, dtype: np.dtype[Any]) -> Numbers:
    """Return the sums or means of the values of merged genes; only where all are missing the result is."""
    starts = sources.starts[:-1]
    missing = np.isnan(taken) if taken.dtype.kind == "f" else None
    if missing is None or not missing.any():
        merged = np.add.reduceat(taken, starts, axis=0, dtype=dtype)
        return merged / sizes[:, np.newaxis].astype(dtype) if sources.is_mean else merged
    merged = np.add.reduceat(np.where(missing, 0, taken), starts, axis=0, dtype=dtype)
    known = np.add.reduceat(~missing, starts, axis=0, dtype=np.intp)
    if sources.is_mean:
        merged = merged / np.maximum(known, 1).astype(dtype)
    merged[known == 0] = np.nan
    return merged


def _lift_sparse(matrix: Any, sources: Sources, axis: int, largest: float) -> Any:
    """Return the product of a sparse matrix and the matrix of sources, made in blocks.

    The matrix is read as one that is compressed by rows: each row is a gene, and a row of the product is a sum of some
    of them; or each row is a cell, and a gene of the product a sum of some of its values.
    """
    from scipy import sparse

    dtype = sources.dtype(matrix, largest)
    if sources.most > 1 and dtype.kind == "f" and (missing := np.isnan(matrix.data)).any():
        return _lift_with_missing(matrix, missing, sources, axis, largest)
    weights = np.ones(len(sources.places), dtype)
    if sources.is_mean and sources.most > 1:
        sizes = np.diff(sources.starts)
        weights = np.repeat(1 / sizes, sizes).astype(dtype)
    index_type = matrix.indices.dtype  # a product of other types would copy the indices
    places, starts = sources.places.astype(index_type), sources.starts.astype(index_type)
    chosen = sparse.csr_array((weights, places, starts), (sources.count, sources.size))
    by_rows = (matrix.data, matrix.indices, matrix.indptr)
    if genes_are_rows(matrix, axis):
        cells = matrix.shape[1 - axis]
        rows = sparse.csr_array(by_rows, (sources.size, cells))
        upper = np.zeros(sources.count + 1, np.int64)
        np.cumsum(np.add.reduceat(np.diff(matrix.indptr).astype(np.int64)[sources.places], sources.starts[:-1])
                  if sources.count else [], out=upper[1:])  # fmt: skip
        parts = (chosen[start:end] @ rows for start, end in _row_ranges(upper))
        made = _stacked(parts, (sources.count, cells), int(upper[-1]), dtype)
    else:
        cells = matrix.shape[1 - axis]
        columns = chosen.T.tocsr()
        parts = (_rows_of(matrix, start, end, sources.size) @ columns for start, end in _row_ranges(matrix.indptr))
        made = _stacked(parts, (cells, sources.count), _most_values(matrix, sources), dtype)
    kind = type(matrix)
    shape = list(matrix.shape)
    shape[axis] = sources.count
    return kind((made.data, made.indices, made.indptr), shape=tuple(shape))


def _lift_with_missing(matrix: Any, missing: Numbers, sources: Sources, axis: int, largest: float) -> Any:
    """Return what ``_lift_sparse`` returns, with stored values that are missing left out as ``_merged`` does."""
    kind = type(matrix)

    def like(data: Numbers) -> Any:
        return kind((data, matrix.indices, matrix.indptr), shape=matrix.shape)

    made = _lift_sparse(like(np.where(missing, 0, matrix.data)), sources, axis, largest)
    gaps = _lift_sparse(like(missing.astype(np.int64)), replace(sources, is_mean=False), axis, 1).tocoo()
    sizes = np.diff(sources.starts)[gaps.row if axis == 0 else gaps.col]
    more = np.zeros(len(sizes), made.dtype)
    if sources.is_mean:
        more += gaps.data / np.maximum(sizes - gaps.data, 1)  # a mean of fewer values than were divided by
    gained = made.multiply(kind((more, (gaps.row, gaps.col)), shape=made.shape))
    gone = gaps.data == sizes
    lost = (np.full(gone.sum(), np.nan, made.dtype), (gaps.row[gone], gaps.col[gone]))
    return kind(made + kind(gained) + kind(lost, shape=made.shape))


def _rows_of(matrix: Any, start: int, end: int, width: int) -> Any:
    """Return some rows of a compressed matrix, without a copy of their values."""
    from scipy import sparse

    first, last = matrix.indptr[start], matrix.indptr[end]
    pointers = matrix.indptr[start : end + 1] - first
    return sparse.csr_array((matrix.data[first:last], matrix.indices[first:last], pointers), (end - start, width))


def _most_values(matrix: Any, sources: Sources) -> int:
    """Return how many values the product has at most: those of each gene, as often as it is a source."""
    times = np.bincount(sources.places, minlength=sources.size)
    most = 0
    for start in range(0, matrix.indptr[-1], _BLOCK):
        most += int(times[matrix.indices[start : min(start + _BLOCK, matrix.indptr[-1])]].sum())
    return most


def _stacked(parts: Iterator[Any], shape: tuple[int, int], most: int, dtype: np.dtype[Any]) -> Any:
    """Return blocks of rows as one matrix, written one after another into arrays of the final size.

    :param most: the most values that they have in all; memory beyond what is used is given back.
    """
    from scipy import sparse

    index_type = np.int64 if max(most, *shape) > np.iinfo(np.int32).max else np.int32
    data, indices = np.empty(most, dtype), np.empty(most, index_type)
    pointers = np.zeros(shape[0] + 1, index_type)
    row = used = 0
    for part in parts:
        part.sort_indices()
        end = used + len(part.data)
        data[used:end], indices[used:end] = part.data, part.indices
        pointers[row + 1 : row + part.shape[0] + 1] = part.indptr[1:] + used
        row, used = row + part.shape[0], end
    data.resize(used, refcheck=False)
    indices.resize(used, refcheck=False)
    return sparse.csr_array((data, indices, pointers), shape)


def joined_cells(cells: Sequence[object], sources: Sequence[int]) -> object:
    """Return the cells of some genes as one: the cell that all have, texts joined by ``|``, else ``None``.

    >>> joined_cells(["a", "b", "a"], (0, 1, 2)), joined_cells([1, 1], (0, 1)), joined_cells([1, 2], (0, 1))
    ('a|b', 1, None)
    """
    if len(sources) == 1:
        return cells[sources[0]]
    filled = list(dict.fromkeys(cell for place in sources if not _is_missing(cell := cells[place])))
    if len(filled) == 1:
        return filled[0]
    return "|".join(filled) if filled and all(isinstance(cell, str) for cell in filled) else None  # type: ignore[arg-type]


def _is_missing(cell: object) -> bool:
    return cell is None or cell == "" or type(cell).__name__ == "NAType" or cell != cell
