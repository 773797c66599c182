"""The options of live look-ups in MyGene.info that several commands share, and the warnings from look-ups."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from genenorm.cli.options import option_group
from genenorm.cli.output.messages import note

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.mygene.cached_source import LiveOptions, LiveSource, SourceReply
    from genenorm.mygene.lookups import LookupReport
    from genenorm.resolver.resolver import Resolver

Command = TypeVar("Command", bound=Callable[..., Any])

_SHOWN_NAMES = 10
"""The most names that a warning lists; the others are counted."""


class LiveChoice(NamedTuple):
    """The options of live look-ups in a command line.

    A tuple, since every run of a command with these options creates the class: a dataclass takes 1 ms longer.
    """

    mode: str | None
    """``missing`` to look up names that the index lacks, ``always`` to look up all names; ``None`` when not given."""
    offline: bool
    refresh: bool
    stale_ok: bool
    max_age: float
    """Days."""
    retries: int

    @property
    def wanted(self) -> bool:
        """Whether answers of MyGene.info are used: from the service or, offline, from the cache."""
        return self.mode is not None or self.offline

    @property
    def always(self) -> bool:
        """Whether all names are looked up."""
        return self.mode == "always"

    @property
    def options(self) -> LiveOptions:
        """The options for the library."""
        from genenorm.mygene.cached_source import LiveOptions, Network, chosen_url

        network = Network.OFFLINE if self.offline else Network.REFRESH if self.refresh else Network.UNCACHED
        return LiveOptions(
            network=network,
            url=chosen_url(),
            max_age=self.max_age,
            stale_ok=self.stale_ok,
            retries=self.retries,
        )

    @contextmanager
    def source(self) -> Iterator[LiveSource]:
        """Yield the live source with its cache open; afterwards print the cache's notice, if it has one."""
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
                print_notice(store.notice)

    @contextmanager
    def resolver(self, reference: Reference) -> Iterator[Resolver]:
        """Yield a resolver that looks names up with these options; afterwards print the warnings from look-ups.

        Without live look-ups, their modules are not imported.
        """
        from genenorm.resolver.resolver import Resolver

        if not self.wanted:
            yield Resolver(reference)
            return
        from genenorm.mygene.lookups import LiveLookups

        with ExitStack() as stack:
            open_once = functools.cache(lambda: stack.enter_context(self.source()))
            reports: list[LookupReport] = []
            yield Resolver(reference, live=LiveLookups(open_once, always=self.always, on_report=reports.append))
            print_lookup_warnings(reports)


class _LiveMode(click.Choice[str]):
    """The values of ``--live``; the error message explains that a name after ``--live`` was taken for its value."""

    def get_invalid_choice_message(self, value: str, ctx: click.Context | None) -> str:
        message = super().get_invalid_choice_message(value, ctx).rstrip(".")
        return f"{message}; to use --live without a value, write it after the names"


def live_options(command: Command) -> Command:
    """Add ``--live`` and the options of look-ups; the command gets them as ``live``, a LiveChoice."""
    mode = click.option(
        "--live", "mode", is_flag=False, flag_value="missing", type=_LiveMode(("missing", "always")),
        help="Look up names in the online service MyGene.info: '--live' alone looks up those that the index lacks, "
             "'--live=always' looks up all names and reports where index and service disagree.",
    )  # fmt: skip
    return option_group("live", _live_choice, command, mode, *_LOOKUP_OPTIONS)


def lookup_options(command: Command) -> Command:
    """Add the options of look-ups, without ``--live``; the command gets them as ``live``, a LiveChoice."""
    return option_group("live", _live_choice, command, *_LOOKUP_OPTIONS)


_LOOKUP_OPTIONS = (
    click.option("--offline", is_flag=True, help="Use cached answers only, and never the network."),
    click.option("--refresh", is_flag=True, help="Ask the service again even for cached names."),
    click.option("--stale-ok", is_flag=True, help="Fall back to expired answers (marked) when the service fails."),
    click.option(
        "--max-age", type=click.FloatRange(min=0), default=30.0, show_default=True, metavar="DAYS",
        help="Treat cached answers older than this as expired.",
    ),
    click.option(
        "--retries", type=click.IntRange(0, 20), default=3, show_default=True,
        help="How often to repeat a request after a temporary failure.",
    ),
)  # fmt: skip


def _live_choice(
    *, offline: bool, refresh: bool, stale_ok: bool, max_age: float, retries: int, mode: str | None = None
) -> LiveChoice:
    if offline and refresh:
        raise click.UsageError("--offline and --refresh exclude each other", click.get_current_context())
    return LiveChoice(mode, offline or _is_offline(), refresh, stale_ok, max_age, retries)


def _is_offline() -> bool:
    """Return whether GENENORM_OFFLINE forbids the network; nothing is imported if the variable is not set."""
    if "GENENORM_OFFLINE" not in os.environ:
        return False
    from genenorm.core.network import offline_wanted

    return offline_wanted()


# -- warnings ---------------------------------------------------------------------------------------------------------


def print_lookup_warnings(reports: Iterable[LookupReport]) -> None:
    """Print the warnings in the reports of look-ups on standard error: disagreements, failures and old answers."""
    if not (found := tuple(reports)):
        return
    from genenorm.mygene.lookups import LookupReport

    report = LookupReport.merge(found)
    for disagreement in report.disagreements:
        note(f"genenorm: {disagreement}")
    _print_warnings(report.unasked, report.stale)


def print_reply_warnings(reply: SourceReply) -> None:
    """Print on standard error the names in a reply that were not looked up, and those with old answers."""
    _print_warnings({one.name: one.reason for one in reply.unasked}, reply.stale)


def _print_warnings(unasked: Mapping[str, str], stale: Sequence[str]) -> None:
    by_reason: dict[str, list[str]] = {}
    for name, reason in unasked.items():
        by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        note(f"genenorm: not looked up ({reason}): {_listed(names)}")
    if stale:
        note(f"genenorm: answered from expired look-ups: {_listed(stale)}")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN_NAMES:,} more" if len(names) > _SHOWN_NAMES else ""
    return ", ".join(names[:_SHOWN_NAMES]) + more


def print_notice(notice: str) -> None:
    """Print a notice of the cache on standard error, if there is one."""
    if notice:
        note(f"genenorm: {notice}")
