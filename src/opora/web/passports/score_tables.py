"""The index as a table: what each item adds, and how sure the group is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opora.domain.assessments.disclosure import HIDDEN
from opora.domain.context.fields import index_fields
from opora.domain.context.models import ContextRun, ContextScore
from opora.domain.identification.words import chance
from opora.reports.tables import Cell, Table
from opora.web.passports.drawings import Strip, StripScale, Z, group_words
from opora.web.passports.hiding import FEW_NOTE, shown_items
from opora.web.passports.reads import school_year

MAIN = 2
"""How many items are named as those that move the index most."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A school of the index in words; empty words where no index is given."""

    score: ContextScore
    points: str
    spread: str
    group: str
    chance: str
    main: tuple[tuple[str, str], ...]
    strip: Strip | None = None


def score_line(
    score: ContextScore, scale: StripScale | None = None, *, full: bool
) -> ScoreLine:
    """Put a score into words, with the items that move it most; drawn if there is a scale.

    Items of one to four persons are left out if not in ``full``.
    """
    if score.points is None or score.error is None or score.group is None:
        return ScoreLine(score, "", "", "", "", ())
    titles = {one.code: one.title for one in index_fields()}
    items = [one for one in shown_items(score, full=full) if not one.is_hidden]
    moved = sorted(items, key=lambda one: -abs(one.adds or 0.0))[:MAIN]
    return ScoreLine(
        score,
        points=f"{score.points:.0f}",
        spread=f"{Z * score.error:.0f}",
        group=group_words(score.group, len(score.chances)),
        chance=chance(score.chances[score.group - 1]),
        main=tuple((titles[one.code], _signed(one.adds)) for one in moved),
        strip=scale.strip(score) if scale else None,
    )


def _signed(adds: float | None) -> str:
    return f"{adds or 0.0:+.1f}".replace(".", ",").replace("-", "−")


def scores_table(run: ContextRun, scores: Sequence[tuple[ContextScore, bool]]) -> Table:
    """Lay out scores by the alphabet, with the contribution of each item in points.

    Each score stands with whether the person sees the counts of its school in full.
    """
    items = tuple(f"{one.title}, баллов" for one in index_fields())
    columns = ("Школа", "Индекс, баллы", "± 95 %", "Группа", "Вероятность группы", "Нет данных")
    note = (
        f"{run.scale}. Среднее региона 50, стандартное отклонение 10. Группы по квартилям "
        "региона: по умолчанию, не нормативно. Индекс не оценивает школу: он описывает условия."
    )
    rows = [_row(one, full=full) for one, full in scores]
    if any(HIDDEN in row for row in rows):
        note += f" {FEW_NOTE}"
    title = f"Индекс социального благополучия, {school_year(run.year)}"
    return Table(title, columns + items, rows, note)


def _row(score: ContextScore, *, full: bool) -> list[Cell]:
    known = score.points is not None and score.error is not None and score.group is not None
    head: list[Cell] = [score.school.short_name]
    if known:
        chance = score.chances[(score.group or 1) - 1]
        words = group_words(score.group, len(score.chances))
        head += [round(score.points or 0, 1), round(Z * (score.error or 0), 1), words, chance]
    else:
        head += ["не вычислен", None, "не вычислена", None]
    adds = (HIDDEN if one.is_hidden else one.adds for one in shown_items(score, full=full))
    return [*head, score.missing, *adds]
