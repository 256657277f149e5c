"""What of an index and of a passport is shown outside the school: shares of few are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from opora.analytics.disclosure import is_small
from opora.domain.assessments.disclosure import HIDDEN
from opora.domain.context.models import ContextScore
from opora.web.passports.rows import Row

FEW_NOTE = "Доли, за которыми стоит меньше 5 человек, видят школа и муниципалитет."


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item of an index as a person may see it.

    ``share`` [1] and ``adds`` [points] are None where there are no data, or hidden.
    """

    code: str
    share: float | None
    adds: float | None
    is_hidden: bool = False


def shown_items(score: ContextScore, *, full: bool) -> list[ShownItem]:
    """Return the items of an index in full, or without those of one to four persons.

    The contributions add up to the index: where one alone is hidden, that of the next fewest
    persons is hidden too, or it would be found by subtraction.
    """
    items = [ShownItem(one["code"], one["share"], one["adds"]) for one in score.items]
    if full:
        return items
    pupils = score.pupils or 0
    known = {place: one.share for place, one in enumerate(items) if one.share is not None}
    hidden = {
        place for place, share in known.items() if not pupils or _is_of_few(share, pupils)
    }
    if len(hidden) == 1:
        free = [place for place in known if place not in hidden]
        hidden |= set(sorted(free, key=lambda place: known[place])[:1])
    return [
        replace(one, share=None, adds=None, is_hidden=True) if place in hidden else one
        for place, one in enumerate(items)
    ]


def shown_rows(rows: Sequence[Row], *, full: bool) -> list[Row]:
    """Return the rows of a passport in full, or without numbers of one to four persons.

    Remarks quote numbers, so without the right to all there are none.
    """
    return [*rows] if full else [_without_few(one) for one in rows]


def _without_few(row: Row) -> Row:
    row = replace(row, remarks=(), whole=None if is_small(row.whole or 0) else row.whole)
    before, _, whole = row.before.partition(" из ")
    if _is_few(before, whole):
        row = replace(row, before=HIDDEN)
    if _is_few(row.typed, str(row.whole or "")):
        row = replace(row, typed=HIDDEN, stood="", whole=None)
    return row


def _is_few(count: str, whole: str) -> bool:
    if not count.isdecimal():
        return False
    rest = int(whole) - int(count) if whole.isdecimal() else 0
    return is_small(int(count)) or is_small(rest) or is_small(int(whole or 0))


def _is_of_few(share: float, pupils: int) -> bool:
    count = round(share * pupils)
    return is_small(count) or is_small(pupils - count)
