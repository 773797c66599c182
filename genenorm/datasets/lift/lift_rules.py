"""The rules by which a dataset is carried to another species where genes and orthologs are not one to one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LiftRule(StrEnum):
    """What becomes of a gene with several orthologs, or of several genes with one ortholog; docs/lift.md has a table.

    >>> LiftRule.BEST == "best"
    True
    """

    DROP = "drop"
    """All of them are left out."""
    BEST = "best"
    """One is kept: the best supported ortholog, or the gene whose ortholog it best is."""
    SUM = "sum"
    """The values of several genes are added up."""
    MEAN = "mean"
    """The values of several genes are averaged."""
    EXPLODE = "explode"
    """All are kept: a gene has a row for each ortholog, and an ortholog a row for each gene."""


_FOR_ONE_GENE = (LiftRule.DROP, LiftRule.BEST, LiftRule.EXPLODE)
_FOR_BOTH = _FOR_ONE_GENE
_WHY_NOT = {
    LiftRule.SUM: "one gene has nothing to add up, and its counts would count several times",
    LiftRule.MEAN: "one gene has nothing to average",
}


@dataclass(frozen=True, slots=True)
class LiftRules:
    """The two rules of a lift."""

    one_to_many: LiftRule = LiftRule.DROP
    """For a gene with several orthologs."""
    many_to_one: LiftRule | None = None
    """For several genes with one ortholog; ``None`` for ``SUM`` if all values are counts, else ``BEST``."""

    def settled(self, *, are_counts: bool) -> LiftRules:
        """Return the rules with one for several genes.

        :param are_counts: whether all values are whole numbers of at least 0.

        >>> [LiftRules().settled(are_counts=counts).many_to_one.value for counts in (True, False)]
        ['sum', 'best']
        """
        usual = LiftRule.SUM if are_counts else LiftRule.BEST
        return LiftRules(self.one_to_many, self.many_to_one or usual)

    @property
    def words(self) -> str:
        """The rules in words: ``one-to-many drop, many-to-one sum``."""
        return f"one-to-many {self.one_to_many}, many-to-one {self.many_to_one or 'sum of counts, else best'}"


def lift_rules(rule: object = None, one_to_many: object = None, many_to_one: object = None) -> LiftRules:
    """Return the rules with these names.

    :param rule: the rule for both directions, where none is given for one alone.
    :param one_to_many: the rule for a gene with several orthologs: ``drop`` (the default), ``best`` or ``explode``.
    :param many_to_one: the rule for several genes with one ortholog: ``drop``, ``best``, ``sum``, ``mean`` or
        ``explode``; by default ``sum`` for counts and ``best`` for other values.
    :raises ValueError: there is no such rule, or it has no meaning in a direction.

    >>> lift_rules("best", many_to_one="sum").words
    'one-to-many best, many-to-one sum'
    >>> lift_rules("sum")
    Traceback (most recent call last):
        ...
    ValueError: rule='sum' cannot be for one-to-many too: one gene has nothing to add up, and its counts would count
    several times; give many_to_one='sum', and one_to_many may be: drop, best, explode
    """
    both = None if rule is None else _rule("rule", rule)
    if both in _WHY_NOT and one_to_many is None:
        raise ValueError(
            f"rule={both.value!r} cannot be for one-to-many too: {_WHY_NOT[both]}; give many_to_one={both.value!r}, "
            f"and one_to_many may be: {', '.join(_FOR_ONE_GENE)}"
        )
    first = both if one_to_many is None else _rule("one_to_many", one_to_many)
    second = both if many_to_one is None else _rule("many_to_one", many_to_one)
    if first in _WHY_NOT:
        raise ValueError(f"one_to_many={first.value!r}: {_WHY_NOT[first]}; it may be: {', '.join(_FOR_ONE_GENE)}")
    return LiftRules(first or LiftRule.DROP, second)


def _rule(argument: str, given: object) -> LiftRule:
    try:
        return LiftRule(given)  # type: ignore[arg-type]
    except ValueError:
        known = _FOR_ONE_GENE if argument == "one_to_many" else _FOR_BOTH if argument == "rule" else tuple(LiftRule)
        raise ValueError(f"{argument} is {given!r:.60}; it may be: {', '.join(known)}") from None
