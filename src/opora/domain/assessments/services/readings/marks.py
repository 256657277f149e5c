"""Scores, classes and the journal of a school in a round."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opora.domain.assessments.models import Round
from opora.domain.assessments.services.readings.asking import Asked
from opora.domain.organisations.models import Organisation
from opora.methodology.fioko import Histogram, load_fioko
from opora.methodology.mark_scales import load_mark_scales

MARKS = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Works by primary score from 0: of the school and of its region.

    ``boundaries`` are the least scores of the marks 3, 4, 5; None where the scale of the year
    is not known. ``readable`` is how far ФИОКО lets so few works be read.
    """

    school: tuple[int, ...]
    region: tuple[int, ...]
    boundaries: tuple[int, int, int] | None
    participants: int
    readable: Histogram


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """A class: participants, those below the boundary, counts of the marks 2, 3, 4, 5."""

    class_name: str
    participants: int
    below: int
    marks: tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class Journal:
    """Marks of the work (columns) against the journal (rows), marks 2, 3, 4, 5.

    ``lowered`` have a mark below the journal's, ``raised`` above it; ``far`` differ by as much
    as ФИОКО looks at.
    """

    table: tuple[tuple[int, ...], ...]
    lowered: int
    confirmed: int
    raised: int
    far: int

    @property
    def pupils(self) -> int:
        """Pupils with both marks."""
        return self.lowered + self.confirmed + self.raised


def distribution(
    school: Organisation, round_: Round, *, class_name: str | None = None
) -> Distribution | None:
    """Return how works are spread over primary scores; None if no file has the scores."""
    asked = Asked(school, round_, class_name=class_name)
    return asked.cached("distribution", lambda: _distribution(asked))


def _distribution(asked: Asked) -> Distribution | None:
    scores = _whole(asked.rows(["primary"])["primary"])
    if not scores:
        return None
    everywhere = asked.cached_for_region(
        "scores", lambda: Counter(_whole(asked.region(["primary"])["primary"]))
    )
    round_ = asked.round
    scale = load_mark_scales().scale(round_.kind, round_.subject, round_.grade, round_.year)
    highest = max([*scores, *everywhere, scale.most if scale else 0])
    return Distribution(
        school=_histogram(Counter(scores), highest),
        region=_histogram(everywhere, highest),
        boundaries=(scale.from_3, scale.from_4, scale.from_5) if scale else None,
        participants=len(scores),
        readable=load_fioko().judge_histogram(len(scores)),
    )


def classes(school: Organisation, round_: Round) -> list[MarkCounts]:
    """Return the results by class; one line without a name where files have no classes."""
    asked = Asked(school, round_)
    return asked.cached("classes", lambda: _classes(asked))


def _classes(asked: Asked) -> list[MarkCounts]:
    table = asked.rows(["mark", "low", "pupils"], kind="counts")
    told = table.filter(pc.is_valid(table["low"])).to_pylist()
    names = sorted({row["class_name"] or "" for row in told})
    return [
        _mark_counts(name, [row for row in told if (row["class_name"] or "") == name])
        for name in names
    ]


def _mark_counts(name: str, rows: list[dict[str, Any]]) -> MarkCounts:
    marks: Counter[int] = Counter()
    for row in rows:
        if row["mark"] is not None:
            marks[row["mark"]] += row["pupils"]
    return MarkCounts(
        class_name=name,
        participants=sum(row["pupils"] for row in rows),
        below=sum(row["pupils"] for row in rows if row["low"]),
        marks=(marks[2], marks[3], marks[4], marks[5]) if marks else None,
    )


def journal(
    school: Organisation, round_: Round, *, class_name: str | None = None
) -> Journal | None:
    """Compare marks of the work with those of the journal; None if no pupil has both."""
    asked = Asked(school, round_, class_name=class_name)
    return asked.cached("journal", lambda: _journal(asked))


def _journal(asked: Asked) -> Journal | None:
    own = asked.rows(["mark", "journal_mark"])
    marks = zip(own["journal_mark"].to_pylist(), own["mark"].to_pylist(), strict=True)
    pairs = Counter(pair for pair in marks if None not in pair)
    if not pairs:
        return None
    far = load_fioko().marks_disagree
    return Journal(
        table=tuple(tuple(pairs[given, shown] for shown in MARKS) for given in MARKS),
        lowered=sum(n for (given, shown), n in pairs.items() if shown < given),
        confirmed=sum(n for (given, shown), n in pairs.items() if shown == given),
        raised=sum(n for (given, shown), n in pairs.items() if shown > given),
        far=sum(n for (given, shown), n in pairs.items() if far(shown, given)),
    )


def _whole(column: pa.ChunkedArray) -> list[int]:
    return [int(one) for one in column.to_pylist() if one is not None and one >= 0]


def _histogram(counts: Counter[int], highest: int) -> tuple[int, ...]:
    return tuple(counts[score] for score in range(highest + 1))
