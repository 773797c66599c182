"""The commands that compare two reference indexes: ``reference diff`` and ``reference audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from genenorm.cli.options import ContextChoice, context_options, taxon_ids
from genenorm.cli.plain_resolve import split_at_commas
from genenorm.cli.reference_library import by_name

if TYPE_CHECKING:
    from genenorm.index.reference import Reference

_comparison_format_option = click.option(
    "--format", "-f", "form", type=click.Choice(("text", "tsv", "json")), default="text", show_default=True,
    help="text for people, with the most important rows of each kind; tsv and json have all rows.",
)  # fmt: skip


@click.command(short_help="Show what changed between two indexes.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--names", metavar="FILE",
    help="Show instead which answers change for the names in FILE, one a line ('-': standard input).",
)  # fmt: skip
@context_options
@_comparison_format_option
def diff(old: str, new: str, *, names: str | None, context: ContextChoice, form: str) -> None:
    """Show what changed from index OLD to index NEW, each a name or a file.

    The changes are: genes added, removed, retired, merged or renamed; different identifiers and homology groups; new
    and lost synonyms; names that meant one gene of a species and now mean several. The exit code is 0 whether there are
    changes or not.
    """
    from genenorm.cli.input_files import read_names
    from genenorm.cli.output.diff_text import print_answer_changes, print_changes
    from genenorm.index.reference import Reference

    if names is None and (context.organism or context.text):
        raise click.UsageError("--organism and --text need --names", click.get_current_context())
    given = None if names is None else read_names(names)
    with by_name(lambda: Reference.open(old)) as before, by_name(lambda: Reference.open(new)) as after:
        if given is None:
            print_changes(before, after, _taxa_of_either(before, after, context.species), form)
            return
        from genenorm.resolver.resolver import Resolver
        from genenorm.verify.answer_diff import compare_answers

        comparison = compare_answers(Resolver(before), Resolver(after), given, context.context(after))
        print_answer_changes(comparison, form)


def _taxa_of_either(old: Reference, new: Reference, species: tuple[str, ...]) -> tuple[int, ...]:
    """Return the taxon ids of species that one of two indexes has; an unknown species is a usage error."""
    from genenorm.core.errors import UnknownTaxonError

    found: list[int] = []
    for name in split_at_commas(species):
        try:
            found.append(old.taxon(name).taxon_id)
        except UnknownTaxonError:
            found += taxon_ids(new, (name,))
    return tuple(dict.fromkeys(found))


@click.command(short_help="Check whether two indexes agree on identifiers.")
@click.argument("a")
@click.argument("b")
@click.option("--species", "-s", multiple=True, metavar="NAME,…", help="Compare these species only; default: all.")
@_comparison_format_option
def audit(a: str, b: str, *, species: tuple[str, ...], form: str) -> None:
    """Check whether indexes A and B, each a name or a file, agree on the identifiers of genes.

    The GeneID, the authority's identifier (HGNC, MGI, …) and the Ensembl id of each gene are compared. The output has
    the counts by species, then the identifiers that differ. Errors are found best with indexes that were built from
    different sources. The exit code is 0 whether the indexes agree or not.
    """
    from genenorm.cli.output.audit_text import print_audit
    from genenorm.index.reference import Reference
    from genenorm.verify.id_agreement import compare_index_identifiers

    with by_name(lambda: Reference.open(a)) as first, by_name(lambda: Reference.open(b)) as second:
        found = list(compare_index_identifiers(first, second, _taxa_of_either(first, second, species)))
        print_audit(first, second, found, form)
