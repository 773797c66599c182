"""The command ``serve``: the reference index behind the interface of MyGene.info."""

from __future__ import annotations

import gc

import click

from genenorm.cli.options import reference_option
from genenorm.cli.output.messages import note

DEFAULT_PORT = 8643


@click.command(short_help="Answer MyGene.info requests from the reference index.")
@click.option("--mygene", is_flag=True, help="Serve the interface of MyGene.info: /v3/query, /v3/gene, /v3/metadata.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True,
    help="Port to listen on; 0 chooses a free one.",
)  # fmt: skip
@click.option(
    "--allow-host", "names", multiple=True, metavar="NAME",
    help="A name by which clients call this server, besides its address and localhost; other hosts are refused.",
)  # fmt: skip
@reference_option
def serve(*, mygene: bool, host: str, port: int, names: tuple[str, ...], index: str | None) -> None:
    """Answer the requests of programs that use MyGene.info from the reference index, until Ctrl-C or SIGTERM.

    Give a program this address instead of MyGene.info's. With the Python client mygene:

      mg = mygene.MyGeneInfo(); mg.url = "http://127.0.0.1:8643/v3"
    """
    if not mygene:
        raise click.UsageError("nothing to serve; add --mygene", click.get_current_context())
    from genenorm.core.errors import LiveError
    from genenorm.index.reference import Reference
    from genenorm.mygene.server.http_server import MyGeneServer

    gc.enable()  # other commands run without cyclic garbage collection, but a server runs for a long time
    with Reference.open(index) as reference:
        try:
            server = MyGeneServer(reference, host=host, port=port, names=names)
        except OSError as error:
            cause = error.strerror or str(error)
            raise LiveError(f"cannot listen on {host}:{port} ({cause}); choose another --host or --port") from error
        note(f"genenorm: serving {server.url} (stop with Ctrl-C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            note("genenorm: stopped")
        finally:
            server.close()
