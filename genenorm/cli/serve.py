"""The command ``serve``: the index as a service, for pages, programs and other tools."""

from __future__ import annotations

import gc
import os

import click

from genenorm.cli.options import reference_option
from genenorm.cli.output.messages import note

DEFAULT_PORT = 8643
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PARTS = ("page", "api", "mygene", "reconcile")


@click.command(short_help="Answer names over HTTP: a page, an API, and the interface of MyGene.info.")
@click.option(
    "--only", type=click.Choice(_PARTS), multiple=True,
    help="Serve this part alone; may be repeated. page: the page for a browser; api: /api/v1; mygene: the interface of "
    "MyGene.info under /v3; reconcile: the reconciliation service of OpenRefine under /reconcile.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True,
    help="Port to listen on; 0 chooses a free one.",
)  # fmt: skip
@click.option(
    "--allow-host", "names", multiple=True, metavar="NAME",
    help="A name by which clients call this service, besides its address and localhost; other hosts are refused.",
)  # fmt: skip
@reference_option
def serve(*, only: tuple[str, ...], host: str, port: int, names: tuple[str, ...], index: str | None) -> None:
    """Answer names over HTTP from the reference index, until Ctrl-C or SIGTERM.

    The address itself is a page for people, to open in a browser. The API is under /api/v1, and described at
    /api/v1/docs. Programs that use MyGene.info are given the address with /v3 instead. With the Python client mygene:

      mg = mygene.MyGeneInfo(); mg.url = "http://127.0.0.1:8643/v3"

    OpenRefine is given the address with /reconcile, under "Add standard service".

    It needs an extra: pip install 'genenorm[web]'.
    """
    from genenorm.core.errors import LiveError
    from genenorm.index.reference import Reference
    from genenorm.resolver.resolver import Resolver
    from genenorm.service.application import Part
    from genenorm.service.running import Service

    # Other commands run without cyclic garbage collection, but a server runs for a long time. Answers make few cycles:
    # collecting them seldom makes requests faster, and the longest pause half as long.
    gc.enable()
    gc.set_threshold(20_000, 20, 50)
    with Reference.open(index) as reference:
        parts = {Part(word) for word in only or _PARTS}
        try:
            service = Service(Resolver(reference), parts, host=host, port=port, names=names)
        except OSError as error:
            cause = error.strerror or str(error)
            raise LiveError(f"cannot listen on {host}:{port} ({cause}); choose another --host or --port") from error
        if host not in _LOOPBACK:
            note(f"genenorm: other machines can reach {host}: there are no passwords and no encryption")
        note(f"genenorm: serving {service.url} (stop with Ctrl-C)")
        gc.freeze()  # what is there by now stays, and need not be looked through again
        try:
            service.serve_forever()
        finally:
            service.close()
        note("genenorm: stopped")
        if service.was_cut_short:
            os._exit(130)  # threads that are still at work, whose answers nobody waits for, are not waited for either
