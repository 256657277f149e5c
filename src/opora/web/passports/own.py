"""The index of one school for its own page: what adds what, as bars; chances of the groups."""

from __future__ import annotations

from dataclasses import dataclass

from opora.domain.context.models import ContextScore
from opora.domain.identification.words import chance
from opora.reports.tables import Table, shown
from opora.web.passports.drawings import group_words

HALF = 60
"""Half of the width of a bar's field: nothing added stands in the middle. [px]"""
LEAST = 2.0
"""So many points at least fill the half. [points]"""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one item adds: words of its cells, and where its bar lies, in pixels.

    ``width`` is empty where there is nothing to draw: no data, or hidden.
    """

    title: str
    share: str
    adds: str
    left: str = ""
    width: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class OwnIndex:
    """The bars in the order of the passport, and how likely each group is, in words."""

    contributions: tuple[Contribution, ...]
    chances: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    note: str


def own_index(score: ContextScore, table: Table) -> OwnIndex:
    """Draw the index of a school.

    Parameters
    ----------
    score : ContextScore
        Of the school.
    table : Table
        Item, share and points added, as the person may see them: what is hidden there is
        not drawn here.
    """
    rows = [tuple(row) for row in table.rows]
    sizes = [abs(row[2]) for row in rows if isinstance(row[2], float)]
    scale = HALF / max([LEAST, *sizes])
    bars = tuple(
        _bar(str(title), shown(share), adds, scale)
        if isinstance(adds, float)
        else Contribution(str(title), shown(share), shown(adds))
        for title, share, adds in rows
    )
    groups = enumerate(score.chances, 1)
    chances = tuple((group_words(one, len(score.chances)), chance(p)) for one, p in groups)
    return OwnIndex(bars, chances, table.columns, table.note)


def _bar(title: str, share: str, adds: float, scale: float) -> Contribution:
    size = abs(adds) * scale
    left = HALF if adds > 0 else HALF - size
    look = "f-ok" if adds > 0 else "f-back"
    words = f"{adds:+.1f}".replace(".", ",").replace("-", "−")
    return Contribution(title, share, words, f"{left:.1f}", f"{size:.1f}", look)
