"""The resolver of one request, which shows how far its work on lists is, and ends when its time is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Resolution
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import NO_GENES, Resolver

if TYPE_CHECKING:
    from genenorm.resolver.meter import Progress
    from genenorm.resolver.name_evidence import WeightTable


class WatchedResolver(Resolver):
    """A resolver for one request, whose progress is shown, and which an error ends that is raised then.

    :param watch: is called with the number of names that are done, and that of all.
    :param weights: the weights of evidence, as for ``Resolver``.
    """

    def __init__(self, reference: Reference, watch: Progress | None, weights: WeightTable | None = None) -> None:
        super().__init__(reference, weights)
        self._watch = watch

    def resolve_list(
        self,
        names: Iterable[object],
        context: Context = NO_CONTEXT,
        assigned: Mapping[str, Sequence[int]] = NO_GENES,
        progress: Progress | None = None,
    ) -> tuple[list[Resolution], Context]:
        """Return what ``Resolver.resolve_list`` does; ``watch`` is called unless ``progress`` is given."""
        return super().resolve_list(names, context, assigned, progress or self._watch)
