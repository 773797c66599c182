"""The command ``mcp``: the tools for assistants."""

from __future__ import annotations

import gc

import click

from genenorm.cli.options import reference_option
from genenorm.cli.output.messages import note


@click.command(short_help="Give assistants tools that answer gene names, over the Model Context Protocol.")
@reference_option
def mcp(*, index: str | None) -> None:
    """Answer an assistant with tools for gene names, from the reference index, until its program ends.

    The tools are resolve, explain, orthologs, check, species_of_list, annotate_text and reference_info. Programs
    that speak the Model Context Protocol start this command themselves and talk to it over standard input and output;
    add it to their configuration as

      {"mcpServers": {"genenorm": {"command": "genenorm", "args": ["mcp"]}}}

    It needs an extra: pip install 'genenorm[mcp]'.
    """
    from genenorm import __version__
    from genenorm.core.errors import MissingExtraError
    from genenorm.index.reference import Reference
    from genenorm.resolver.resolver import Resolver

    try:
        from genenorm.service.assistant_server import serve_assistant
    except ModuleNotFoundError as error:
        raise MissingExtraError("answering assistants", "mcp") from error

    gc.freeze()  # what was imported is never garbage, and need not be examined
    gc.enable()  # other commands run without cyclic garbage collection, but a server runs for a long time
    with Reference.open(index) as reference:
        note(f"genenorm: answering an assistant from {reference.stamp} (stop with Ctrl-C)")
        serve_assistant(Resolver(reference), note, __version__)
        note("genenorm: stopped")
