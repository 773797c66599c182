"""What the command line knows of live look-ups: their options, ``genenorm cache`` and ``genenorm serve``."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from genenorm.cli.options import names_given, shown_name, taxon_ids

if TYPE_CHECKING:
    from genenorm.fresh import Told
    from genenorm.index import Reference
    from genenorm.live.source import LiveOptions, LiveSource, LookUp
    from genenorm.resolve import Resolver

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_PORT = 8643


@dataclass(frozen=True, slots=True)
class LiveChoice:
    """What a command line says about live look-ups."""

    mode: str | None
    """``missing``: ask for names the index lacks; ``always``: ask for all and compare; ``None``: not said."""
    offline: bool
    refresh: bool
    stale_ok: bool
    max_age: float
    retries: int

    @property
    def wanted(self) -> bool:
        """Whether names beyond the index are wanted: from MyGene.info, or offline from what it answered before."""
        return self.mode is not None or self.offline

    @property
    def options(self) -> LiveOptions:
        """The same for the library."""
        from genenorm.live.source import LiveOptions, Network, chosen_url

        network = Network.OFFLINE if self.offline else Network.REFRESH if self.refresh else Network.MISSING
        return LiveOptions(
            network=network,
            url=chosen_url(),
            max_age=self.max_age,
            stale_ok=self.stale_ok,
            retries=self.retries,
        )

    @contextmanager
    def source(self) -> Iterator[LiveSource]:
        """Give the live source these options describe, with its store open, and print the store's notice if any."""
        from genenorm.fresh import open_source
        from genenorm.paths import cache_folder

        source = open_source(cache_folder(), self.options)
        if source.store is None:
            yield source
            return
        with source.store as store:
            try:
                yield source
            finally:
                _say_notice(store.notice)

    @contextmanager
    def resolver(self, reference: Reference) -> Iterator[Resolver]:
        """Give a resolver that looks names up as these options say; at the end, tell what the look-ups found wanting.

        Without live look-ups nothing of them is loaded.
        """
        from genenorm.resolve import Resolver

        if not self.wanted:
            yield Resolver(reference)
            return
        from genenorm.fresh import Fresh

        with ExitStack() as stack:
            open_once = functools.cache(lambda: stack.enter_context(self.source()))
            heard: list[Told] = []
            yield Resolver(reference, live=Fresh(open_once, always=self.mode == "always", tell=heard.append))
            say_told(heard)


def network_options(command: Command) -> Command:
    """Add the options of how to ask; the command gets them as one argument ``live``, a LiveChoice."""
    return _gathered(
        command,
        click.option("--offline", is_flag=True, help="Never use the network: what is remembered must do."),
        click.option("--refresh", is_flag=True, help="Ask again for what is remembered."),
        click.option("--stale-ok", is_flag=True, help="Let older answers stand in, marked, when none can be had."),
        click.option(
            "--max-age", type=click.FloatRange(min=0), default=30.0, show_default=True, metavar="DAYS",
            help="Ask again for answers older than this.",
        ),
        click.option(
            "--retries", type=click.IntRange(0, 20), default=3, show_default=True,
            help="How often to ask again after a failure that may pass.",
        ),
    )  # fmt: skip


def live_options(command: Command) -> Command:
    """Add ``--live`` and the options of how to ask; the command gets them as one argument ``live``, a LiveChoice."""
    return network_options(
        click.option(
            "--live", "mode", is_flag=False, flag_value="missing", type=click.Choice(("missing", "always")),
            help="Ask MyGene.info for names the index lacks, or (always) for all, and tell where the two differ.",
        )(command)
    )  # fmt: skip


def _gathered(command: Command, *options: Callable[[Command], Command]) -> Command:
    @functools.wraps(command)
    def with_choice(*arguments: Any, **values: Any) -> Any:
        names = ("offline", "refresh", "stale_ok", "max_age", "retries")
        chosen = {name: values.pop(name) for name in names}
        if chosen["offline"] and chosen["refresh"]:
            raise click.UsageError("--offline and --refresh exclude each other", click.get_current_context())
        mode = values.pop("mode", None)
        chosen["offline"] = chosen["offline"] or _is_offline()
        return command(*arguments, live=LiveChoice(mode, **chosen), **values)

    wrapped: Any = with_choice
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _is_offline() -> bool:
    """Whether the environment closes the network; most do not say, and then nothing is loaded to find out."""
    if "GENENORM_OFFLINE" not in os.environ:
        return False
    from genenorm.live.source import offline_wanted

    return offline_wanted()


def say_unasked(found: LookUp) -> None:
    """Tell on standard error which names could not be asked, and which answers are old."""
    _say({one.name: one.reason for one in found.unasked}, found.stale)


def say_told(heard: Iterable[Told]) -> None:
    """Tell the same of a resolver's look-ups, and where the index and MyGene.info disagree."""
    from genenorm.fresh import Told

    told = Told.together(heard)
    for disagreement in told.disagreements:
        click.echo(f"genenorm: {disagreement}", err=True)
    _say(told.unasked, told.stale)


def _say(unasked: Mapping[str, str], stale: tuple[str, ...]) -> None:
    reasons: dict[str, list[str]] = {}
    for name, reason in unasked.items():
        reasons.setdefault(reason, []).append(name)
    for reason, names in reasons.items():
        click.echo(f"genenorm: not asked ({reason}): {_some(names)}", err=True)
    if stale:
        click.echo(f"genenorm: answered from older look-ups: {_some(stale)}", err=True)


def _some(names: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10:,} more"


# -- genenorm cache ---------------------------------------------------------------------------------------------------


@click.group(short_help="Look after the answers of MyGene.info kept on this machine.")
def cache() -> None:
    """Look after the answers of MyGene.info kept on this machine.

    They are kept in the folder that GENENORM_CACHE names, else in a checkout's cache/, else in your cache folder.
    """


@cache.command()
@click.option(
    "--format", "-f", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="Text for people, JSON for programs.",
)  # fmt: skip
def info(form: str) -> None:
    """Print where the look-up store is and how much it holds."""
    from genenorm.live.report import info_json, info_lines
    from genenorm.live.store import Store

    with Store.open() as store:
        _say_notice(store.notice)
        click.echo(info_json(store.info()) if form == "json" else "\n".join(info_lines(store.info())))


@cache.command()
@click.argument("file")
@click.option(
    "--species", "-s", multiple=True, metavar="NAME,…",
    help="Species to ask for, taxon ids of others than the index's included; default: all of the index.",
)  # fmt: skip
@network_options
def warm(file: str, species: tuple[str, ...], live: LiveChoice) -> None:
    """Ask MyGene.info now for the names in FILE, one a line ('-' is standard input), so that later runs need not."""
    from genenorm.index import Reference

    names = [name for name in names_given((), file) if name.strip()]
    with Reference.open() as reference:
        taxa = taxon_ids(reference, species, any_taxon=True) or tuple(reference.taxa)
    with live.source() as source:
        found = source.look_up(names, taxa)
    hits = sum(1 for name in found.hits.values() if name)
    click.echo(f"{len(found.hits):,} names, {hits:,} with hits, {len(found.unasked):,} not asked", err=True)
    say_unasked(found)
    if found.unasked:
        sys.exit(1)


@cache.command()
@click.argument("file")
def export(file: str) -> None:
    """Write the store to FILE ('-' is standard output) as JSON Lines, to repeat a run on another machine."""
    from genenorm.live.portable import export_lines
    from genenorm.live.store import Store
    from genenorm.paths import write_atomic

    with Store.open() as store:
        _say_notice(store.notice)
        lines = (line.encode() for line in export_lines(store))
        if file == "-":
            sys.stdout.buffer.writelines(lines)
        else:
            write_atomic(Path(file), lambda target: target.writelines(lines))


@cache.command(name="import")
@click.argument("file")
def import_(file: str) -> None:
    """Add the look-ups of an export FILE ('-' is standard input) to the store; later answers stay."""
    from genenorm.errors import RecordError
    from genenorm.live.portable import import_lines
    from genenorm.live.store import Store

    with Store.open() as store:
        _say_notice(store.notice)
        try:
            with click.open_file(file, encoding="utf-8") as lines:
                count = import_lines(store, shown_name(file), lines)
        except UnicodeDecodeError as error:
            raise RecordError(shown_name(file), "not UTF-8 text") from error
    click.echo(f"{count:,} look-ups imported", err=True)


@cache.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def clear(yes: bool) -> None:
    """Forget every look-up."""
    from genenorm.live.store import Store

    with Store.open() as store:
        if not yes:
            click.confirm(f"Forget {store.info().entries:,} look-ups in {store.file}?", abort=True, err=True)
        click.echo(f"{store.clear():,} look-ups forgotten", err=True)


def _say_notice(notice: str) -> None:
    if notice:
        click.echo(f"genenorm: {notice}", err=True)


# -- genenorm serve ---------------------------------------------------------------------------------------------------


@click.command(short_help="Answer as MyGene.info does, from the index.")
@click.option("--mygene", is_flag=True, help="Serve MyGene.info's interface: /v3/query, /v3/gene, /v3/metadata.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="Port; 0 is any free one."
)
def serve(mygene: bool, host: str, port: int) -> None:
    """Answer the requests of programs that use MyGene.info, from the reference index, until Ctrl-C.

    With the mygene client: mg.url = "http://127.0.0.1:8643/v3".
    """
    if not mygene:
        raise click.UsageError("say what to serve: --mygene", click.get_current_context())
    from genenorm.errors import LiveError
    from genenorm.index import Reference
    from genenorm.mygene_server.server import MyGeneServer

    with Reference.open() as reference:
        try:
            server = MyGeneServer(reference, host=host, port=port)
        except OSError as error:
            told = error.strerror or str(error)
            raise LiveError(f"cannot listen on {host}:{port} ({told}); name another with --host, --port") from error
        click.echo(f"genenorm: serving {server.url} (Ctrl-C ends it)", err=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("genenorm: stopped", err=True)
        finally:
            server.close()
