"""The commands that hold two reference indexes against each other: ``reference diff`` and ``reference audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from genenorm.cli.options import context_of, context_options, names_given, taxon_ids

if TYPE_CHECKING:
    from genenorm.index.reference import Reference

_FORM = click.option(
    "--format", "-f", "form", type=click.Choice(("text", "tsv", "json")), default="text", show_default=True,
    help="Text for people, with the weightiest rows of each kind; tsv and json have all of them.",
)  # fmt: skip


@click.command(short_help="Tell what changed between two indexes.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--names", metavar="FILE",
    help="Tell instead which answers change for the names in FILE, one a line ('-' is standard input).",
)  # fmt: skip
@context_options
@_FORM
def diff(
    old: str,
    new: str,
    *,
    names: str | None,
    species: tuple[str, ...],
    organism: tuple[str, ...],
    text: str,
    form: str,
) -> None:
    """Tell what changed from index OLD to index NEW: genes, by their identifiers, and names.

    Genes added, gone, retired, merged and renamed; identifiers and homology groups that differ; synonyms new and lost;
    names that led to one gene of a species and lead to several now. A difference is an answer: the exit code is 0.
    """
    from genenorm.cli.output.diff_text import print_answer_changes, print_changes
    from genenorm.index.reference import Reference

    if names is None and (organism or text):
        raise click.UsageError("--organism and --text go with --names", click.get_current_context())
    given = None if names is None else names_given((), names)
    with Reference.open(old) as before, Reference.open(new) as after:
        if given is None:
            print_changes(before, after, _species_of_either(before, after, species), form)
            return
        from genenorm.resolver.resolver import Resolver
        from genenorm.verify.answer_diff import compare_answers

        context = context_of(after, species, organism, text)
        print_answer_changes(compare_answers(Resolver(before), Resolver(after), given, context), form)


def _species_of_either(old: Reference, new: Reference, species: tuple[str, ...]) -> tuple[int, ...]:
    """Return the taxon ids of species that at least one of two indexes holds; ``()`` where none is named."""
    from genenorm.cli.options import words
    from genenorm.core.errors import UnknownTaxonError

    found: list[int] = []
    for name in words(species):
        try:
            found.append(old.taxon(name).taxon_id)
        except UnknownTaxonError:
            found += taxon_ids(new, (name,))
    return tuple(dict.fromkeys(found))


@click.command(short_help="Tell how far two indexes agree on identifiers.")
@click.argument("a")
@click.argument("b")
@click.option("--species", "-s", multiple=True, metavar="NAME,…", help="These species only; default: all of both.")
@_FORM
def audit(a: str, b: str, *, species: tuple[str, ...], form: str) -> None:
    """Tell how far the indexes A and B agree on which GeneID, authority's id and Ensembl id belong to one gene.

    Counts by species, and the identifiers on which they disagree. Two indexes check each other when they were built
    from different sources. A disagreement is an answer: the exit code is 0.
    """
    from genenorm.cli.output.audit_text import print_audit
    from genenorm.index.reference import Reference
    from genenorm.verify.id_agreement import audit as agreements

    with Reference.open(a) as ours, Reference.open(b) as theirs:
        found = list(agreements(ours, theirs, _species_of_either(ours, theirs, species)))
        print_audit(ours, theirs, found, form)
