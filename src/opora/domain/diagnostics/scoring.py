"""Scores of items, components and factors from answers; small groups hide themselves. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from opora.analytics.disclosure import SMALLEST_SHOWN
from opora.methodology.questionnaires import Form, Item, Value, load_questionnaires
from opora.methodology.risk_factors import RiskFactor, load_risk_factors

KeyT = TypeVar("KeyT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one group of a school, with the form they were given to."""

    title: str
    form: Form
    answers: Sequence[Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class ItemResult:
    """An item over several groups: mean score from 0 to 100 and how many it stands on.

    ``score`` is None where nothing can be said: too few answers, or none that count.
    """

    item: Item
    n: int
    score: float | None


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """A component of a factor; ``score`` is None where there are no data."""

    code: str
    score: float | None
    n: int


@dataclass(frozen=True, slots=True)
class FactorScore:
    """A factor: the weighted mean of the components that are known."""

    factor: RiskFactor
    score: float | None
    components: tuple[ComponentScore, ...]


def shown(counts: Mapping[KeyT, int], *, smallest: int = SMALLEST_SHOWN) -> set[KeyT]:
    """Return the groups whose answers may be shown beside the sum over all groups.

    A group of fewer than ``smallest`` is hidden. If the hidden ones are together still fewer,
    they could be found by subtraction: the smallest shown groups are hidden with them.

    Examples
    --------
    >>> sorted(shown({"5 А": 12, "5 Б": 3, "6 А": 9}))
    ['5 А']
    >>> sorted(shown({"5 А": 12, "5 Б": 3, "6 А": 2}))
    ['5 А']
    """
    kept = {key: count for key, count in counts.items() if count >= smallest}
    hidden = sum(count for key, count in counts.items() if key not in kept)
    while 0 < hidden < smallest and kept:
        least = min(kept, key=lambda key: kept[key])
        hidden += kept.pop(least)
    return set(kept)


def item_results(form: Form, groups: Sequence[Answered]) -> list[ItemResult]:
    """Return the scored items of a form over the groups that answered it."""
    smallest = SMALLEST_SHOWN if form.is_anonymous else 1
    return [
        _result(item, [one for group in groups for one in group.answers], smallest)
        for item in form.items
        if item.feeds or item.type in ("scale", "choice")
    ]


def group_items(form: Form, groups: Sequence[Answered]) -> dict[str, list[ItemResult]]:
    """Return for each group its items, where they can be shown beside those of the school."""
    smallest = SMALLEST_SHOWN if form.is_anonymous else 1
    found: dict[str, list[ItemResult]] = {one.title: [] for one in groups}
    for whole in item_results(form, groups):
        by_group = {one.title: _result(whole.item, one.answers, 1) for one in groups}
        open_ = shown({title: one.n for title, one in by_group.items()}, smallest=smallest)
        for title, one in by_group.items():
            score = one.score if title in open_ else None
            found[title].append(ItemResult(whole.item, one.n if title in open_ else 0, score))
    return found


def _result(item: Item, answers: Iterable[Mapping[str, Value]], smallest: int) -> ItemResult:
    steps = len(load_questionnaires().scale)
    scores = [score for one in answers if (score := item.score(one, steps=steps)) is not None]
    if len(scores) < smallest:
        return ItemResult(item, 0, None)
    return ItemResult(item, len(scores), sum(scores) / len(scores))


def component_scores(results: Iterable[ItemResult]) -> dict[str, ComponentScore]:
    """Return the components that the items feed: the mean of the items' scores."""
    fed: dict[str, list[ItemResult]] = {}
    for one in results:
        if one.score is not None:
            for code in one.item.feeds:
                fed.setdefault(code, []).append(one)
    return {
        code: ComponentScore(
            code,
            sum(one.score for one in found if one.score is not None) / len(found),
            max(one.n for one in found),
        )
        for code, found in fed.items()
    }


def factor_scores(edition: str, components: Mapping[str, ComponentScore]) -> list[FactorScore]:
    """Score the factors of an edition; one with too little known has no score."""
    pack = load_risk_factors()
    return [
        _factor(factor, components, least=pack.least_known)
        for factor in pack.in_edition(edition)
    ]


def _factor(
    factor: RiskFactor, components: Mapping[str, ComponentScore], *, least: float
) -> FactorScore:
    weights = factor.weighted()
    parts = tuple(components.get(code, ComponentScore(code, None, 0)) for code in weights)
    known = [(weights[one.code], one.score) for one in parts if one.score is not None]
    weight = sum(one for one, _ in known)
    if not known or weight < least * sum(weights.values()):
        return FactorScore(factor, None, parts)
    return FactorScore(factor, sum(w * score for w, score in known) / weight, parts)
