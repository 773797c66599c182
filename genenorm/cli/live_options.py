"""The options of live look-ups, which several commands share, and what is told of the look-ups afterwards."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import click

from genenorm.cli.options import with_options

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.mygene.cached_source import LiveOptions, LiveSource, LookUp
    from genenorm.mygene.lookups import Told
    from genenorm.resolver.resolver import Resolver

Command = TypeVar("Command", bound=Callable[..., Any])


class LiveChoice(NamedTuple):
    """What a command line says about live look-ups.

    A tuple, since every run of a command that could look names up makes the class: a dataclass takes 1 ms more.
    """

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
        from genenorm.mygene.cached_source import LiveOptions, Network, chosen_url

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
        from genenorm.core.paths import cache_folder
        from genenorm.mygene.lookups import open_source

        source = open_source(cache_folder(), self.options)
        if source.store is None:
            yield source
            return
        with source.store as store:
            try:
                yield source
            finally:
                say_notice(store.notice)

    @contextmanager
    def resolver(self, reference: Reference) -> Iterator[Resolver]:
        """Give a resolver that looks names up as these options say; at the end, tell what the look-ups found wanting.

        Without live look-ups nothing of them is loaded.
        """
        from genenorm.resolver.resolver import Resolver

        if not self.wanted:
            yield Resolver(reference)
            return
        from genenorm.mygene.lookups import Fresh

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

    return with_options(cast("Command", with_choice), *options)


def _is_offline() -> bool:
    """Whether the environment closes the network; most do not say, and then nothing is loaded to find out."""
    if "GENENORM_OFFLINE" not in os.environ:
        return False
    from genenorm.mygene.cached_source import offline_wanted

    return offline_wanted()


def say_unasked(found: LookUp) -> None:
    """Tell on standard error which names could not be asked, and which answers are old."""
    _say({one.name: one.reason for one in found.unasked}, found.stale)


def say_told(heard: Iterable[Told]) -> None:
    """Tell the same of a resolver's look-ups, and where the index and MyGene.info disagree."""
    from genenorm.mygene.lookups import Told

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


def say_notice(notice: str) -> None:
    """Tell on standard error what the store has to tell, if anything."""
    if notice:
        click.echo(f"genenorm: {notice}", err=True)
