"""What ``genenorm reference audit`` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from genenorm.cli.output.messages import note
from genenorm.cli.output.streams import printable
from genenorm.cli.output.terminal_table import layout
from genenorm.core.tables import SEPARATOR, quoted
from genenorm.verify.id_agreement import IdAgreement, IdDisagreement

if TYPE_CHECKING:
    from genenorm.index.reference import Reference

SHOWN_DISAGREEMENTS = 20
"""The most disagreements of each kind in the text for people; the others are counted."""
AUDIT_COLUMNS = ("taxon_id", "from", "to", "identifier", "symbol_a", "symbol_b", "in_a", "in_b")


def print_audit(a: Reference, b: Reference, found: Sequence[IdAgreement], form: str) -> None:
    """Print the agreement of two indexes; the formats ``tsv`` and ``json`` have every disagreement."""
    if form == "json":
        document = {"a": a.stamp, "b": b.stamp, "agreements": [_document(one) for one in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif form == "tsv":
        click.echo("\t".join(AUDIT_COLUMNS))
        for agreement in found:
            for one in agreement.disagreements:
                click.echo("\t".join(quoted(value, "\t") for value in _cells(agreement, one)))
        for line in _summary(a, found):
            note(f"genenorm: {line}")
    else:
        _print_text(a, b, found)


def _cells(agreement: IdAgreement, one: IdDisagreement) -> tuple[str, ...]:
    return (
        str(agreement.taxon_id), *agreement.pair.value, one.identifier, one.symbol_a, one.symbol_b,
        SEPARATOR.join(one.in_a), SEPARATOR.join(one.in_b),
    )  # fmt: skip


def _document(agreement: IdAgreement) -> dict[str, object]:
    return {
        "taxon_id": agreement.taxon_id,
        "from": agreement.pair.value[0],
        "to": agreement.pair.value[1],
        "agree": agreement.agree,
        "disagree": len(agreement.disagreements),
        "only_a": agreement.only_a,
        "only_b": agreement.only_b,
        "disagreements": [
            {
                "identifier": one.identifier,
                "symbol_a": one.symbol_a,
                "symbol_b": one.symbol_b,
                "in_a": list(one.in_a),
                "in_b": list(one.in_b),
            }
            for one in agreement.disagreements
        ],
    }


def _print_text(a: Reference, b: Reference, found: Sequence[IdAgreement]) -> None:
    click.echo(f"A  {a.stamp} ({a.path})\nB  {b.stamp} ({b.path})\n")
    if not found:
        click.echo("nothing to compare: the two have no species with identifiers in common")
        return
    columns = ("species", "identifier leads to", "agree", "disagree", "only A", "only B", "agreement")
    rows = [
        (
            a.taxa[one.taxon_id].common, one.pair.words, f"{one.agree:,}", f"{len(one.disagreements):,}",
            f"{one.only_a:,}", f"{one.only_b:,}", _percent(one),
        )
        for one in found
    ]  # fmt: skip
    click.echo("\n".join(layout(columns, rows, None)))
    for agreement in found:
        if agreement.disagreements:
            click.echo(f"\n{a.taxa[agreement.taxon_id].common}, {agreement.pair.words}")
            click.echo("\n".join(_lines(agreement)))


def _lines(agreement: IdAgreement) -> Iterator[str]:
    for one in agreement.disagreements[:SHOWN_DISAGREEMENTS]:
        ours, theirs = SEPARATOR.join(one.in_a), SEPARATOR.join(one.in_b)
        yield printable(f"  {one.identifier}: A {ours} {one.symbol_a}, B {theirs} {one.symbol_b}")
    if (left := len(agreement.disagreements) - SHOWN_DISAGREEMENTS) > 0:
        yield f"  and {left:,} more: --format tsv"


def _summary(a: Reference, found: Sequence[IdAgreement]) -> Iterator[str]:
    for one in found:
        counts = f"{one.agree:,} agree, {len(one.disagreements):,} disagree ({_percent(one)})"
        yield f"{a.taxa[one.taxon_id].common}, {one.pair.words}: {counts}, {one.only_a:,} only A, {one.only_b:,} only B"


def _percent(agreement: IdAgreement) -> str:
    """Return the share that agrees, rounded down so that only full agreement is 100 %."""
    if agreement.share is None:
        return "-"
    return f"{int(agreement.share * 10_000) / 100:.2f} %"
