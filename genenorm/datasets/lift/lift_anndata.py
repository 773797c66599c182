"""AnnData objects carried to another species: X, the layers and raw; observations stay as they are."""

from __future__ import annotations

import warnings
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pandas

from genenorm.datasets.gene_axis import GeneAxis, var_axis
from genenorm.datasets.lift.lift_plan import LiftPlan
from genenorm.datasets.lift.lift_request import ORIGINAL, Lifted, LiftRequest, free_label, names_of, rule_note
from genenorm.datasets.lift.lift_values import (
    Sources,
    ValueFacts,
    facts_of,
    is_sparse,
    joined_cells,
    lift_values,
    no_values,
)
from genenorm.records.answer_fields import ANSWER_PREFIX, is_answer_header

if TYPE_CHECKING:
    from anndata import AnnData

UNS_KEY = "genenorm_lift"
"""The key in ``uns`` under which a lifted object tells what was done."""


def lift_anndata(adata: AnnData, column: str | int | None, request: LiftRequest) -> Lifted[AnnData]:
    """Return an AnnData object carried to another species.

    :param column: the column of ``var`` with the names; ``None`` for its labels.
    :raises ValueError: the object is backed by a file, has no such column, or the rules do not fit the values.
    """
    from anndata import AnnData

    if adata.isbacked:
        raise ValueError(
            f"the AnnData object is backed by {adata.filename}; give it in memory: lift(adata.to_memory(), …)"
        )
    axis = var_axis(adata.var, column)
    matrices = {"X": adata.X, **{f"layer {name!r}": layer for name, layer in adata.layers.items()}}
    facts = {name: _facts(name, matrix) for name, matrix in matrices.items() if matrix is not None}
    main = next(iter(facts.values()), no_values(adata.n_vars))
    raw = adata.raw
    raw_axis = None if raw is None else var_axis(raw.var, column if column in raw.var.columns else None)
    if raw is not None:
        facts["raw"] = _facts("raw", raw.X)
    rules = request.settled_rules(facts.items())
    answered = request.answer([*axis.names, *(raw_axis.names if raw_axis else ())])
    plan = request.plan(answered, axis.names, rules, main)
    sources = Sources.of(plan)
    lifted = {
        name: None if matrix is None else lift_values(matrix, sources, 1, facts[name].largest)
        for name, matrix in matrices.items()
    }
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Variable names are not unique")  # as they are with 'explode'
        made = AnnData(
            X=lifted["X"],
            obs=adata.obs.copy(),
            var=_var(adata.var, axis, plan),
            uns={**deepcopy(dict(adata.uns)), UNS_KEY: _story(request, plan, main)},
            obsm={name: _copy(array) for name, array in adata.obsm.items()},
            obsp={name: _copy(array) for name, array in adata.obsp.items()},
            layers={name: lifted[f"layer {name!r}"] for name in adata.layers},
        )
        if raw is not None and raw_axis is not None:
            raw_plan = request.plan(answered, raw_axis.names, rules, facts["raw"])
            values = lift_values(raw.X, Sources.of(raw_plan), 1, facts["raw"].largest)
            made.raw = AnnData(X=values, obs=made.obs[[]], var=_var(raw.var, raw_axis, raw_plan))
    notes = _notes(adata, axis, rule_note(request.rules, plan))
    return Lifted(made, request.report(plan, main, notes))


def _facts(name: str, matrix: Any) -> ValueFacts:
    kind = getattr(getattr(matrix, "dtype", None), "kind", "O")
    if hasattr(matrix, "dask") or kind not in "biuf" or (is_sparse(matrix) and matrix.format not in ("csr", "csc")):
        raise ValueError(
            f"{name} is a {type(matrix).__module__}.{type(matrix).__name__} of {getattr(matrix, 'dtype', 'unknown')}; "
            "it must be an array of numbers, or a sparse one compressed by rows or columns, in memory"
        )
    return facts_of(matrix, 1)


def _var(var: pandas.DataFrame, axis: GeneAxis, plan: LiftPlan) -> pandas.DataFrame:
    """Return the table of genes: their names, the columns there were, the original names, and identifiers."""
    names = names_of(plan.lifted)
    sources = [gene.sources for gene in plan.lifted]
    columns: dict[object, object] = {}
    for place, label in enumerate(var.columns):
        if place == axis.column:
            columns[label] = pandas.array(names, dtype=object)
        elif not is_answer_header(str(label)):
            columns[label] = _joined(var.iloc[:, place], sources)
    columns[free_label(ORIGINAL, columns)] = [plan.original_names(gene) for gene in plan.lifted]
    if axis.column is not None:
        labels = list(map(str, var.index))
        columns[free_label(f"{ORIGINAL}_index", columns)] = [
            "|".join(dict.fromkeys(labels[place] for place in places)) for places in sources
        ]
    for name in ("gene_id", "ensembl_id"):  # as text, so that no id becomes a float in a file
        ids = [getattr(gene.gene, name) for gene in plan.lifted]
        columns[ANSWER_PREFIX + name] = ["" if each is None else str(each) for each in ids]
    return pandas.DataFrame(columns, index=pandas.Index(names, dtype=object, name=var.index.name))


def _joined(column: pandas.Series, sources: list[tuple[int, ...]]) -> object:
    """Return a column for the genes of a result: what their sources have if they agree, texts joined, else missing."""
    if all(len(places) == 1 for places in sources):
        return column.iloc[[places[0] for places in sources]].array
    cells = column.to_list()
    joined: Any = [joined_cells(cells, places) for places in sources]
    dtype: Any = column.dtype
    kind = getattr(column.dtype, "kind", "O")
    if kind in "biuf":
        if any(cell is None for cell in joined):
            dtype = {"b": "boolean", "f": "Float64"}.get(kind, "Int64")
        return pandas.array(joined, dtype=dtype)
    return pandas.array(joined, dtype=object)


def _story(request: LiftRequest, plan: LiftPlan, facts: ValueFacts) -> dict[str, str | int | float]:
    """Return what was done, in values that any file of AnnData can hold."""
    report = request.report(plan, facts, ())
    story: dict[str, str | int | float] = {
        "summary": report.headline,
        "to": plan.taxon_id,
        "one_to_many": str(plan.rules.one_to_many),
        "many_to_one": str(plan.rules.many_to_one),
        "homology": plan.homology.value,
        "reference": plan.reference,
        "genes_given": report.total_genes,
        "genes_kept": report.kept_genes,
    }
    if report.total_counts is not None and report.kept_counts is not None:
        story |= {"counts_given": report.total_counts, "counts_kept": report.kept_counts}
    return story


def _notes(adata: AnnData, axis: GeneAxis, rules_note: str) -> list[str]:
    notes = [axis.note, rules_note]
    if left_out := [*(f"varm {name!r}" for name in adata.varm), *(f"varp {name!r}" for name in adata.varp)]:
        notes.append(f"left out, since they are about the genes given: {', '.join(left_out)}")
    if parts := [*(f"layer {name!r}" for name in adata.layers), *(["raw"] if adata.raw is not None else [])]:
        notes.append(f"lifted by the same rules as X: {', '.join(parts)}")
    return notes


def _copy(array: Any) -> Any:
    return array.copy() if hasattr(array, "copy") else deepcopy(array)
