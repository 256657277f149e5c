"""Items of a cell → clauses: lists, shared years, brackets, «затем», conditions and plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from opora.reading.deadlines import around, plain, recurrence, recurring
from opora.reading.deadlines.group import Draft, Frequency, Group, changed
from opora.reading.deadlines.phrases import (
    Event,
    Item,
    Monthly,
    Needed,
    Often,
    Sign,
    Term,
    Then,
    Weekly,
    When,
    Whole,
    Words,
)
from opora.reading.deadlines.plan import Plan
from opora.reading.deadlines.sharing import share_years
from opora.reading.model import Clause


def compose(items: Sequence[Item], plan: Plan) -> list[Draft]:
    """Put the items of a cell together into clauses."""
    drafts: list[Draft] = []
    before: list[Item] = []
    for then, group in _groups(items):
        after = _last_date(drafts) if then else None
        repeated = _repeated(before) if then and _only_yearly(group) else []
        found = _drafts(Group((*repeated, *group), plan, after, then))
        drafts += found
        before = group
    return drafts


def _only_yearly(group: Sequence[Item]) -> bool:
    """Whether «далее ежегодно» says no more, so that the dates before it come again."""
    said = [item.said for item in group if not isinstance(item.said, Sign)]
    return len(said) == 1 and isinstance(said[0], Often) and said[0].unit == "year"


def _repeated(group: Sequence[Item]) -> list[Item]:
    """Return the days and months of a group."""
    return [
        item
        for item in group
        if isinstance(item.said, When)
        and all(one.unit in ("day", "month", "range") for one in item.said.stretches)
    ]


def _groups(items: Sequence[Item]) -> list[tuple[Then | None, list[Item]]]:
    """Part the items at «затем», semicolons and where another frequency begins."""
    groups: list[tuple[Then | None, list[Item]]] = [(None, [])]
    for item in items:
        then, group = groups[-1]
        if isinstance(item.said, Then):
            groups.append((item.said, []))
        elif isinstance(item.said, Sign) and item.said.kind == "SEMICOLON":
            groups.append((then, []))
        elif isinstance(item.said, Often) and _begins_anew(group, item):
            groups.append((then, [item]))
        else:
            group.append(item)
    return [(then, group) for then, group in groups if group]


def _begins_anew(group: list[Item], item: Item) -> bool:
    """Whether a frequency is a second one, with dates of the first between them."""
    places = [i for i, one in enumerate(group) if isinstance(one.said, Often)]
    return (
        bool(places)
        and item.depth == 0
        and any(isinstance(one.said, When | Monthly | Weekly) for one in group[places[-1] :])
    )


def _last_date(drafts: list[Draft]) -> date | None:
    dates = [
        day
        for draft in drafts
        for day in (draft.clause.date, draft.clause.end, draft.clause.from_)
        if day is not None
    ]
    return max(dates, default=None)


def _drafts(group: Group) -> list[Draft]:
    found = _dated(group)
    found = around.with_scopes(group, around.with_events(group, found))
    if not found:
        found = [
            Draft(Clause("as_needed", as_needed=True, trigger=needed.trigger), (item,))
            for item, needed in group.of(Needed)[:1]
        ]
    return [around.with_words(group, draft) for draft in found]


def _dated(group: Group) -> list[Draft]:
    frequent = _not_naming_days(group, group.frequencies())
    if group.then is not None and group.then.yearly and not frequent:
        return recurring.drafts(group, [])
    terms = _terms_of_school(group)
    if frequent and not terms:
        return recurring.drafts(group, frequent)
    found = terms + (_beside_terms(group) if terms else _plain(group))
    times = group.times()
    if times is None:
        return found or _counted_from_document(group)
    if not found:
        whole = plain.whole(Whole(continuous=False), group.plan, after=group.after)
        found = [Draft(whole, tuple(item for item, _ in group.of(Often)))]
    each = 1 if len(found) > 1 else times.times
    return [changed(draft, times=each, at_least=times.at_least) for draft in found]


def _not_naming_days(
    group: Group, frequent: list[tuple[Item, Frequency]]
) -> list[tuple[Item, Frequency]]:
    """Leave out the weekday in brackets of «14.10.2022 (пятница)»."""
    dated = any(
        one.unit == "day" and one.has_year
        for _, when in group.of(When)
        for one in when.stretches
    )
    return [
        (item, one)
        for item, one in frequent
        if not (dated and item.depth and isinstance(one, Weekly))
    ]


def _counted_from_document(group: Group) -> list[Draft]:
    """Return «в десятидневный срок» without an event: counted from the date of the document."""
    terms, day = group.of(Term), group.plan.document_date
    if not terms or group.of(Event) or day is None:
        return []
    item, term = terms[0]
    end = recurrence.last_day(day, term.duration) + timedelta(1)
    window = Clause("window", start=day, end=end, approximate=True, inferred=True)
    return [Draft(window, (item,))]


def _beside_terms(group: Group) -> list[Draft]:
    """Return the dates beside «раз в четверть»; the year in which it falls is none of them."""
    whole = ("school_year", "whole_period")
    return [draft for draft in _plain(group) if draft.clause.type not in whole]


def _terms_of_school(group: Group) -> list[Draft]:
    """Return «раз в четверть»: terms have no calendar of their own, so each is an event."""
    return [
        Draft(
            Clause(
                "event", event=often.name, relation="each",
                times=often.times, at_least=often.at_least,
            ),
            (item,),
        )
        for item, often in group.of(Often)
        if often.unit == "term"
    ]  # fmt: skip


def _plain(group: Group) -> list[Draft]:
    items = share_years(
        [item for item in group.items if not isinstance(item.said, Words)], group.plan
    )
    drafts = [
        Draft(clause, (item,))
        for item in items
        for clause in plain.clauses(item, group.plan, after=group.after)
    ]
    wholes = group.of(Whole)
    if drafts and wholes:
        continuous = any(whole.continuous for _, whole in wholes)
        if all(
            draft.clause.type in ("window", "school_year", "whole_period") for draft in drafts
        ):
            return [changed(draft, continuous=continuous) for draft in drafts]
    return drafts + [
        Draft(plain.whole(whole, group.plan, after=group.after), (item,))
        for item, whole in wholes[:1]
    ]
