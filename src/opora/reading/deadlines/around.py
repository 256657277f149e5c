"""What stands around the dates: events, plans, needs, stages in brackets, times of day."""

from __future__ import annotations

from collections.abc import Sequence

from opora.reading.deadlines.group import Draft, Group, changed
from opora.reading.deadlines.phrases import Clock, Event, Item, Needed, Sign, Term, Word, Words
from opora.reading.model import Clause


def with_events(group: Group, found: list[Draft]) -> list[Draft]:
    """Add events and needs: clauses of their own, or conditions of the dates beside them."""
    events = _events(group)
    if group.of(Needed):
        found = [changed(draft, as_needed=True) for draft in found]
    if not found:
        return [_event(group, item, event, offset) for item, event, offset in events]
    ruling = [event.name for _, event, _ in events if event.relation == "according_to"]
    if ruling:
        found = [changed(draft, according_to=", ".join(ruling)) for draft in found]
    apart = [one for one in events if one[1].relation != "according_to"]
    for item, event, _ in apart:
        if item.depth:
            found = _remarked(found, item, event)
    return found + [_event(group, *one) for one in apart if not one[0].depth]


def _remarked(found: list[Draft], item: Item, event: Event) -> list[Draft]:
    """Take an event in brackets as a remark on the date before it: «май (по итогам года)»."""
    before = [i for i, draft in enumerate(found) if draft.items[-1].end <= item.start]
    at = before[-1] if before else 0
    if found[at].clause.scope is not None:
        return found
    return [*found[:at], changed(found[at], scope=event.printed), *found[at + 1 :]]


def _events(group: Group) -> list[tuple[Item, Event, str | None]]:
    """Return the events, each with the term that is counted from it or to it."""
    found: list[tuple[Item, Event, str | None]] = []
    term: Term | None = None
    for item in group.items:
        if isinstance(item.said, Term):
            term = item.said
        elif isinstance(item.said, Event):
            found.append(
                (item, item.said, item.said.offset or (term.duration if term else None))
            )
            term = None
    return found


def _event(group: Group, item: Item, event: Event, offset: str | None) -> Draft:
    as_needed = bool(group.of(Needed))
    return Draft(
        Clause(
            "event",
            event=event.name,
            relation=event.relation,
            offset=offset,
            as_needed=as_needed,
        ),
        (item,),
    )


def with_scopes(group: Group, found: list[Draft]) -> list[Draft]:
    """Give each clause the words in brackets after it, or before a dash or a colon."""
    if not found:
        return found
    for words, nearest in _scopes(group, found):
        draft = found[nearest]
        if draft.clause.scope is None:
            found = [*found[:nearest], changed(draft, scope=words), *found[nearest + 1 :]]
    return found


def _scopes(group: Group, found: list[Draft]) -> list[tuple[str, int]]:
    scopes: list[tuple[str, int]] = []
    for run in _runs(group.items):
        before = [i for i, draft in enumerate(found) if draft.items[-1].end <= run[0].start]
        after = [i for i, draft in enumerate(found) if draft.items[0].start >= run[-1].end]
        bracket = run[0].depth > 0
        text = " ".join(item.said.text for item in run if isinstance(item.said, Words))
        if bracket and before:
            scopes.append((text, before[-1]))
        elif not bracket and after and _leads(group, run[-1]):
            scopes.append((text, after[0]))
        elif not bracket and before and _follows(group, run[0]):
            scopes.append((text, before[-1]))
    return scopes


def _leads(group: Group, item: Item) -> bool:
    i = group.items.index(item) + 1
    return i < len(group.items) and group.items[i].said in (Sign("COLON"), Sign("DASH"))


def _follows(group: Group, item: Item) -> bool:
    i = group.items.index(item) - 1
    return i >= 0 and group.items[i].said in (Sign("DASH"), Sign("COLON"))


def with_words(group: Group, draft: Draft) -> Draft:
    """Add a time of day and «включительно» to a clause."""
    clocks = group.of(Clock)
    if clocks and draft.clause.time is None:
        draft = changed(draft, time=clocks[0][1].time)
    said = [word.kind for _, word in group.of(Word)]
    if "inclusive" in said and draft.clause.type == "deadline":
        draft = changed(draft, inclusive=True)
    return draft


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
