"""The command ``harmonize``: the gene names of several files made consistent, by a plan that can be edited."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.harmonize_options import HarmonizeChoice, harmonize_options
from genenorm.cli.input_files import display_name, read_bytes
from genenorm.cli.options import STANDARD_INPUT, open_index, reference_option, usage_error
from genenorm.cli.output.messages import note
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan
    from genenorm.index.reference import Reference


@click.command(short_help="Make the gene names of several files consistent.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@harmonize_options
@reference_option
def harmonize(files: tuple[str, ...], *, choice: HarmonizeChoice, index: str | None) -> None:
    """Make the gene names of several files consistent, so that rows of the same gene have the same name in all of them.

    FILEs are tables (CSV, TSV, text), workbooks (all sheets) and AnnData (.h5ad). Each name becomes the official symbol
    of its gene, or an id (--to). Names in doubt and names without a known gene stay as they are.

    Nothing is merged silently. Where two names of a file would become one, or a name means another gene in another
    file, there is a conflict, and the name stays. A plan has a row for each name, with the reason; change the action of
    a row to rename, keep, drop (leave the rows out) or sum (add them to those of the same name), and apply it. Without
    --out-dir and --plan the plan is only shown: as text in a terminal, elsewhere as the file.

    In tables only the cells of names change, every other byte stays. The exit code is 1 when conflicts are left.
    """
    choice.require_sense(files)
    with open_index(index) as reference:
        plan, sources = _read_plan(choice, files) if choice.apply else _made_plan(choice, files, reference)
        _write(choice, plan, sources, reference)
    if plan.conflicts:
        raise click.exceptions.Exit(1)


def _labelled(files: tuple[str, ...]) -> dict[str, object]:
    from genenorm.datasets.harmonize.harmonizing import labelled

    if STANDARD_INPUT in files:
        raise usage_error("standard input has no name that shows its format; give the name of a file")
    if len(set(files)) < len(files):
        raise usage_error("a file is given twice")
    return labelled(files)


def _made_plan(
    choice: HarmonizeChoice, files: tuple[str, ...], reference: Reference
) -> tuple[HarmonizePlan, dict[str, object]]:
    from genenorm.datasets.harmonize.harmonizing import plan_datasets
    from genenorm.resolver.resolver import Resolver

    sources = _labelled(files)
    species, columns = choice.species_by_dataset(sources, reference), choice.column_by_dataset(sources)
    plan = plan_datasets(
        sources, Resolver(reference), species=species, to=choice.to, columns=columns,
        rename_doubtful=choice.rename_doubtful, options=choice.reading,
    )  # fmt: skip
    return plan, sources


def _read_plan(choice: HarmonizeChoice, files: tuple[str, ...]) -> tuple[HarmonizePlan, dict[str, object]]:
    """Return the plan of ``--apply``, and the files by the names of their datasets in it."""
    from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan

    plan = HarmonizePlan.of_bytes(read_bytes(choice.apply), display_name(choice.apply))
    labels = _labelled(files)
    by_source = {place.source: place.dataset for place in plan.places}
    by_name = {Path(place.source).name: place.dataset for place in plan.places}
    sources = {
        by_source.get(str(source), by_name.get(Path(str(source)).name, label)): source
        for label, source in labels.items()
    }
    if unplanned := next((label for label in sources if label not in plan.datasets), None):
        raise usage_error(f"the plan has no dataset {unplanned!r}; it has: {', '.join(plan.datasets)}")
    if missing := next((label for label in plan.datasets if label not in sources), None):
        raise usage_error(f"the plan is for {', '.join(plan.datasets)}; the file of {missing} is not given")
    return plan, sources


def _write(choice: HarmonizeChoice, plan: HarmonizePlan, sources: dict[str, object], reference: Reference) -> None:
    from genenorm.cli.output.output_file import STANDARD_OUTPUT, write_output

    is_shown = not (choice.out_dir or choice.plan)
    if choice.plan or (is_shown and not sys.stdout.isatty()):
        text = plan.text().encode("utf-8", "backslashreplace")
        write_output(choice.plan or STANDARD_OUTPUT, [text], make_folder=True)
    if is_shown and sys.stdout.isatty():
        from genenorm.cli.output.streams import visible

        click.echo("\n".join(map(visible, plan.lines())))
    elif not choice.apply:
        for line in plan.lines():
            note(f"genenorm: {line}")
    if choice.out_dir:
        _apply(choice, plan, sources)
    if choice.methods:
        from genenorm.datasets.harmonize.plan_words import methods_of_plan

        try:
            text = methods_of_plan(
                plan, reference, markdown=choice.methods.lower().endswith((".md", ".markdown"))
            ).encode()
        except ValueError as error:
            raise RecordError(choice.apply, str(error)) from error
        write_output(choice.methods, [text], make_folder=True)
    if plan.conflicts and (choice.plan not in ("", STANDARD_OUTPUT)):
        note(f"genenorm: edit the column action in {choice.plan}, then: --apply {choice.plan} --out-dir DIR")


def _apply(choice: HarmonizeChoice, plan: HarmonizePlan, sources: dict[str, object]) -> None:
    from genenorm.datasets.harmonize.plan_rows import counted

    try:
        done = plan.apply(sources, out_dir=choice.out_dir, options=choice.reading)
    except ValueError as error:
        raise RecordError(choice.apply or "the plan", str(error)) from error
    for line in done.report:
        note(f"genenorm: {line}")
    if choice.apply and plan.conflicts:
        note(f"genenorm: {counted(len(plan.conflicts), 'conflict')} left in {choice.apply}")
