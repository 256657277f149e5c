"""The context of one school: what makes its index, and schools that are like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opora.domain.assessments.disclosure import HIDDEN
from opora.domain.context.fields import SETTLEMENTS, index_fields
from opora.domain.context.models import ContextScore
from opora.domain.context.queries import similar_schools
from opora.domain.organisations.models import Organisation
from opora.reports.tables import Cell, Table
from opora.web.passports.drawings import group_words
from opora.web.passports.hiding import FEW_NOTE, ShownItem, shown_items
from opora.web.schools.knowledge import Knowledge

_TENS = 10


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar school; without a name and with a rounded size where it is not open."""

    name: str
    school: int | None
    pupils: str
    settlement: str
    points: str
    group: str


def items_table(score: ContextScore, *, full: bool) -> Table:
    """Lay out what each item adds to the index.

    Parameters
    ----------
    score : ContextScore
        Of the school.
    full : bool
        Counts of one to four may be seen; else their shares are hidden.
    """
    titles = {one.code: one.title for one in index_fields()}
    rows = [(titles[one.code], *_item(one)) for one in shown_items(score, full=full)]
    note = "Баллы складываются в индекс; 50 — среднее региона. Порядок строк как в паспорте."
    if any(row[1] == HIDDEN for row in rows):
        note += f" {FEW_NOTE}"
    title = f"Из чего сложился индекс {score.run.year} года: {score.school.short_name}"
    return Table(title, ("Показатель", "Доля учеников, %", "Добавляет, баллов"), rows, note)


def alike(known: Knowledge) -> list[Alike]:
    """Return schools of the region like this one, named only where they are open."""
    if known.score is None:
        return []
    found = [one.score for one in similar_schools(known.score)]
    seen = Organisation.objects.visible_to(known.user, on=known.on)
    opened = set(
        seen.filter(pk__in=[one.school_id for one in found]).values_list("pk", flat=True)
    )
    return [_alike(one, is_open=one.school_id in opened) for one in found]


def _alike(score: ContextScore, *, is_open: bool) -> Alike:
    group = group_words(score.group, len(score.chances))
    points = f"{score.points:.0f}"
    settlement = SETTLEMENTS.get(score.settlement, "")
    if is_open:
        name, school, pupils = score.school.short_name, score.school_id, str(score.pupils)
    else:
        tens = max(_TENS, round((score.pupils or 0) / _TENS) * _TENS)
        name, school, pupils = "Похожая школа", None, f"около {tens}"
    return Alike(name, school, pupils, settlement, points, group)


def _item(item: ShownItem) -> Sequence[Cell]:
    if item.is_hidden:
        return (HIDDEN, HIDDEN)
    adds = None if item.adds is None else round(item.adds, 1)
    return ("нет данных" if item.share is None else round(100 * item.share, 1), adds)
