"""Items of a cell → clauses: lists, shared years, brackets, «затем», conditions and plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from opora.reading.deadlines import plain, recurrence
from opora.reading.deadlines.phrases import (
    Clock,
    Event,
    Item,
    Monthly,
    Needed,
    Often,
    PlanYear,
    Sign,
    Term,
    Then,
    Weekly,
    When,
    Whole,
    Word,
    Words,
)
from opora.reading.deadlines.plan import Plan
from opora.reading.deadlines.recurrence import Bounds
from opora.reading.deadlines.sharing import share_years
from opora.reading.model import Clause

_FINE = ("day", "month", "quarter", "half", "spell", "range")
_SaidT = TypeVar("_SaidT")


@dataclass(frozen=True, slots=True)
class Draft:
    """A clause with the characters of the normal text it was read from."""

    clause: Clause
    items: tuple[Item, ...]


def compose(items: Sequence[Item], plan: Plan) -> list[Draft]:
    """Put the items of a cell together into clauses."""
    drafts: list[Draft] = []
    for then, group in _groups(items):
        after = _last_date(drafts) if then else None
        found = _Group(tuple(group), plan, after, then).drafts()
        drafts += found
    return drafts


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


@dataclass(slots=True)
class _Group:
    items: tuple[Item, ...]
    plan: Plan
    after: date | None
    then: Then | None
    oftens: list[Item] = field(default_factory=list)

    def of(self, kind: type[_SaidT]) -> list[tuple[Item, _SaidT]]:
        return [(item, item.said) for item in self.items if isinstance(item.said, kind)]

    def drafts(self) -> list[Draft]:
        found = self._dated()
        found = self._with_scopes(self._with_events(found))
        if not found:
            found = [
                Draft(Clause("as_needed", as_needed=True, trigger=needed.trigger), (item,))
                for item, needed in self.of(Needed)[:1]
            ]
        return [self._with_words(draft) for draft in found]

    # --- dates ---------------------------------------------------------------------------------

    def _dated(self) -> list[Draft]:
        frequent = self._frequencies()
        if self.then is not None and self.then.yearly and not frequent:
            return self._recurring([])
        terms = [often for _, often in self.of(Often) if often.unit == "term"]
        if frequent and not terms:
            return self._recurring(frequent)
        found = self._terms_of_school() + self._plain()
        times = self._times()
        if times is None:
            return found or self._counted_from_document()
        if not found:
            whole = plain.whole(Whole(continuous=False), self.plan, after=self.after)
            found = [Draft(whole, tuple(item for item, _ in self.of(Often)))]
        each = 1 if len(found) > 1 else times.times
        return [_changed(draft, times=each, at_least=times.at_least) for draft in found]

    def _counted_from_document(self) -> list[Draft]:
        """Return «в десятидневный срок» without an event: counted from the date of the document."""
        terms, day = self.of(Term), self.plan.document_date
        if not terms or self.of(Event) or day is None:
            return []
        item, term = terms[0]
        end = recurrence.last_day(day, term.duration) + timedelta(1)
        window = Clause("window", start=day, end=end, approximate=True, inferred=True)
        return [Draft(window, (item,))]

    def _frequencies(self) -> list[tuple[Item, Monthly | Weekly | Often]]:
        oftens = [
            (item, self._in_school_years(often))
            for item, often in self.of(Often)
            if often.unit != "plan" or (self.plan.is_long and self.of(PlanYear))
        ]
        monthlies = [(item, one) for item, one in self.of(Monthly) if oftens or not one.bare]
        return [*monthlies, *self.of(Weekly), *oftens]

    def _in_school_years(self, often: Often) -> Often:
        """Read «ежегодно, в течение учебного года» as once in every school year."""
        school = any(year.school and year.part is None for _, year in self.of(PlanYear))
        if often.unit == "plan":
            return replace(often, unit="school_year" if school else "year")
        return replace(often, unit="school_year") if school and often.unit == "year" else often

    def _times(self) -> Often | None:
        """Return «однократно», «не менее двух раз» where no unit of time is named."""
        return next((often for _, often in self.of(Often) if often.unit == "plan"), None)

    def _terms_of_school(self) -> list[Draft]:
        """Return «раз в четверть»: terms have no calendar of their own, so each is an event."""
        return [
            Draft(
                Clause(
                    "event", event=often.name, relation="each",
                    times=often.times, at_least=often.at_least,
                ),
                (item,),
            )
            for item, often in self.of(Often)
            if often.unit == "term"
        ]  # fmt: skip

    def _plain(self) -> list[Draft]:
        items = share_years(
            [item for item in self.items if not isinstance(item.said, Words)], self.plan
        )
        drafts = [
            Draft(clause, (item,))
            for item in items
            for clause in plain.clauses(item, self.plan, after=self.after)
        ]
        wholes = self.of(Whole)
        if drafts and wholes:
            continuous = any(whole.continuous for _, whole in wholes)
            if all(
                draft.clause.type in ("window", "school_year", "whole_period")
                for draft in drafts
            ):
                return [_changed(draft, continuous=continuous) for draft in drafts]
        return drafts + [
            Draft(plain.whole(whole, self.plan, after=self.after), (item,))
            for item, whole in wholes[:1]
        ]

    # --- recurrence ----------------------------------------------------------------------------

    def _recurring(self, frequent: list[tuple[Item, Monthly | Weekly | Often]]) -> list[Draft]:
        often = self._finest([said for _, said in frequent if isinstance(said, Often)])
        often = self._with_times(often)
        whens = [item for item in self.items if isinstance(item.said, When | PlanYear)]
        if any(isinstance(item.said, When) and _impossible(item.said) for item in whens):
            return [Draft(Clause("unspecified", confidence=0.0), tuple(whens))]
        targets = [item for item in whens if self._is_target(item, often, frequent)]
        beside = [item for item in whens if item not in targets and _stands_beside(item)]
        bounds = self._bounds([item for item in whens if item not in (*targets, *beside)])
        sources = (*(item for item, _ in frequent), *targets)
        start = self._dates_of(targets)
        if start and not bounds.start:
            bounds = replace(bounds, start=start)
        clauses = [
            recurrence.with_often(recurrence.clause(rule, self.plan, bounds), often)
            for rule in self._rules(often, frequent, targets)
        ]
        if targets and often is not None and often.times:
            clauses = [replace(clause, times=1) for clause in clauses]
        found = [Draft(clause, sources) for clause in clauses]
        return found + [
            Draft(clause, (item,))
            for item in beside
            for clause in plain.clauses(item, self.plan, after=self.after)
        ]

    def _dates_of(self, targets: list[Item]) -> date | None:
        """Return the first date printed with its year among those that come every year."""
        days = [
            stretch.days()[0]
            for item in targets
            if isinstance(item.said, When)
            for stretch in item.said.stretches
            if stretch.has_year and stretch.unit != "half"
        ]
        return min(days, default=None)

    def _with_times(self, often: Often | None) -> Often | None:
        times = self._times()
        if often is None or times is None or often.times is not None:
            return often
        return replace(often, times=times.times, at_least=times.at_least)

    def _finest(self, oftens: list[Often]) -> Often | None:
        order = ["day", "week", "month", "quarter", "half", "school_year", "year"]
        return min(oftens, key=lambda often: order.index(often.unit), default=None)

    def _is_target(
        self,
        item: Item,
        often: Often | None,
        frequent: list[tuple[Item, Monthly | Weekly | Often]],
    ) -> bool:
        """Whether a stretch comes every year, rather than bounds the recurrence."""
        said = item.said
        if not isinstance(said, When) or said.side == "since":
            return False
        if any(isinstance(one, Monthly | Weekly) for _, one in frequent):
            return False
        fine = all(one.unit in _FINE and not one.invalid for one in said.stretches)
        if often is None or often.unit in ("year", "school_year", "plan"):
            dated = all(one.has_year for one in said.stretches)
            return fine and not (
                dated and any(one.unit in ("range", "spell", "half") for one in said.stretches)
            )
        coarse = often.unit in ("quarter", "half", "month")
        months = all(
            one.unit in ("month", "day") and not one.has_year for one in said.stretches
        )
        return coarse and fine and months

    def _bounds(self, items: list[Item]) -> Bounds:
        bounds = Bounds(after=self.after)
        for item in items:
            for clause in plain.clauses(item, self.plan, after=None):
                if clause.type in ("window", "school_year", "whole_period"):
                    if clause.year_inferred and self.plan.is_long:
                        continue
                    bounds = replace(bounds, start=clause.start, end=clause.end or bounds.end)
                elif clause.type == "deadline" and clause.date is not None and clause.inclusive:
                    bounds = replace(bounds, end=clause.date)
        return bounds

    def _rules(
        self,
        often: Often | None,
        frequent: list[tuple[Item, Monthly | Weekly | Often]],
        targets: list[Item],
    ) -> list[recurrence.Rule]:
        monthlies = [said for _, said in frequent if isinstance(said, Monthly)]
        if monthlies:
            return [recurrence.of_monthly(one, often) for one in monthlies]
        weeklies = [said for _, said in frequent if isinstance(said, Weekly)]
        if weeklies:
            days = tuple(dict.fromkeys(day for one in weeklies for day in one.days))
            step = often.step if often is not None and often.unit == "week" else 1
            return [recurrence.of_weekly(Weekly(days), step)]
        if targets:
            whens = [item.said for item in targets if isinstance(item.said, When)]
            return recurrence.yearly(whens, self.plan)
        months = self._months_only(often)
        if often is not None and months:
            return [recurrence.of_months(months, often)]
        return [recurrence.of_often(often)] if often is not None else []

    def _months_only(self, often: Often | None) -> set[int]:
        """Return the months of «ежемесячно с октября по апрель» in a plan of several years."""
        if often is None or often.unit not in ("month", "week") or not self.plan.is_long:
            return set()
        months: set[int] = set()
        for _, when in self.of(When):
            for stretch in when.stretches:
                length = stretch.months()
                if (
                    not stretch.has_year
                    and length
                    and stretch.unit != "year"
                    and when.side == "within"
                ):
                    months |= {(stretch.first.month - 1 + i) % 12 + 1 for i in range(length)}
        return months

    # --- events, needs, scopes -----------------------------------------------------------------

    def _with_events(self, found: list[Draft]) -> list[Draft]:
        events = self._events()
        if self.of(Needed):
            found = [_changed(draft, as_needed=True) for draft in found]
        if not found:
            return [self._event(item, event, offset) for item, event, offset in events]
        ruling = [event.name for _, event, _ in events if event.relation == "according_to"]
        if ruling:
            found = [_changed(draft, according_to=", ".join(ruling)) for draft in found]
        return found + [
            self._event(item, event, offset)
            for item, event, offset in events
            if event.relation != "according_to"
        ]

    def _events(self) -> list[tuple[Item, Event, str | None]]:
        """Return the events, each with the term that is counted from it or to it."""
        found: list[tuple[Item, Event, str | None]] = []
        term: Term | None = None
        for item in self.items:
            if isinstance(item.said, Term):
                term = item.said
            elif isinstance(item.said, Event):
                found.append(
                    (item, item.said, item.said.offset or (term.duration if term else None))
                )
                term = None
        return found

    def _event(self, item: Item, event: Event, offset: str | None) -> Draft:
        as_needed = bool(self.of(Needed))
        return Draft(
            Clause("event", event=event.name, relation=event.relation, offset=offset, as_needed=as_needed),
            (item,),
        )  # fmt: skip

    def _with_scopes(self, found: list[Draft]) -> list[Draft]:
        """Give each clause the words in brackets after it, or before a dash or a colon."""
        if not found:
            return found
        for words, nearest in self._scopes(found):
            draft = found[nearest]
            if draft.clause.scope is None:
                found = [*found[:nearest], _changed(draft, scope=words), *found[nearest + 1 :]]
        return found

    def _scopes(self, found: list[Draft]) -> list[tuple[str, int]]:
        scopes: list[tuple[str, int]] = []
        for run in _runs(self.items):
            before = [i for i, draft in enumerate(found) if draft.items[-1].end <= run[0].start]
            after = [i for i, draft in enumerate(found) if draft.items[0].start >= run[-1].end]
            bracket = run[0].depth > 0
            text = " ".join(item.said.text for item in run if isinstance(item.said, Words))
            if bracket and before:
                scopes.append((text, before[-1]))
            elif not bracket and after and self._leads(run[-1]):
                scopes.append((text, after[0]))
            elif not bracket and before and self._follows(run[0]):
                scopes.append((text, before[-1]))
        return scopes

    def _leads(self, item: Item) -> bool:
        i = self.items.index(item) + 1
        return i < len(self.items) and self.items[i].said in (Sign("COLON"), Sign("DASH"))

    def _follows(self, item: Item) -> bool:
        i = self.items.index(item) - 1
        return i >= 0 and self.items[i].said in (Sign("DASH"), Sign("COLON"))

    def _with_words(self, draft: Draft) -> Draft:
        clocks = self.of(Clock)
        if clocks and draft.clause.time is None:
            draft = _changed(draft, time=clocks[0][1].time)
        said = [word.kind for _, word in self.of(Word)]
        if "inclusive" in said and draft.clause.type == "deadline":
            draft = _changed(draft, inclusive=True)
        return draft


def _stands_beside(item: Item) -> bool:
    """Whether days or months with a year stand beside a frequency, rather than bound it."""
    said = item.said
    return (
        isinstance(said, When)
        and said.side != "since"
        and all(one.unit in ("day", "month") and one.has_year for one in said.stretches)
    )


def _impossible(said: When) -> bool:
    return any(one.invalid for one in said.stretches)


def _runs(items: Sequence[Item]) -> list[list[Item]]:
    runs: list[list[Item]] = []
    for before, item in zip((None, *items), items, strict=False):
        if isinstance(item.said, Words):
            if (
                before is not None
                and isinstance(before.said, Words)
                and before.depth == item.depth
            ):
                runs[-1].append(item)
            else:
                runs.append([item])
    return runs


def _changed(draft: Draft, **values: object) -> Draft:
    return Draft(replace(draft.clause, **values), draft.items)  # type: ignore[arg-type]
