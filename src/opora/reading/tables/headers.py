"""The header of a roadmap table: found by meaning, not by position, over several rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from opora.reading.model import Column, ColumnRole
from opora.reading.tables.folding import column_starts, fold
from opora.reading.tables.headings import has_mark
from opora.reading.tables.lines import Line
from opora.reading.tables.roles import MIN_WEIGHT, Match, is_foreign, roles_of
from opora.reading.tables.wording import flat, join
from opora.reading.words import lemmas

MAX_DEPTH = 3
MAX_HEADER_LENGTH = 160
MAX_TITLE_ROWS = 3
GUESSED_MEASURE = 0.5

_ACTED: frozenset[ColumnRole] = frozenset(
    {"deadline", "responsible", "expected_result", "indicator", "execution", "evidence_form"}
)
_SQUASHED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Header:
    """What each column of a table means.

    ``parents`` names, per column, the upper header that several columns share, or None.
    ``rows`` keeps the printed rows, so that a repeated header is known again. ``starts`` are
    the grid columns at which the columns begin. ``start`` and ``depth`` say which lines of the
    table the header takes.
    """

    columns: tuple[Column, ...]
    parents: tuple[str | None, ...]
    rows: frozenset[tuple[str, ...]]
    starts: tuple[int, ...]
    start: int = 0
    depth: int = 0

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)

    def all_of(self, role: ColumnRole) -> list[int]:
        """Return the columns of a role, left to right."""
        return [index for index, column in enumerate(self.columns) if column.role == role]

    def first_of(self, role: ColumnRole) -> int | None:
        """Return the first column of a role, None where there is none."""
        return next(iter(self.all_of(role)), None)

    @property
    def measure(self) -> int:
        """The column of the measures; every header has one."""
        return self.all_of("measure")[0]

    def is_as_wide_as(self, lines: Sequence[Line]) -> bool:
        """Tell rows that divide into as many cells as the header does."""
        most = max(sum(piece is not None for piece in line.pieces) for line in lines)
        return len(lines[0].pieces) == self.width or most == self.width

    def is_repeated_by(self, line: Line) -> bool:
        """Tell a row that prints the header again, as on a new page."""
        return _signature(line) in self.rows


def read_header(lines: Sequence[Line], *, lenient: bool = False) -> Header | None:
    """Find the header among the first rows of a table; None where the table is no roadmap.

    Rows merged over the whole table may stand above it (a title inside the table).

    Parameters
    ----------
    lines : sequence of Line
        The table.
    lenient : bool, default False
        Whether measures with any other known column are enough, as in a plan that names neither
        dates nor people.
    """
    for start in range(min(len(lines), MAX_TITLE_ROWS + 1)):
        header = _header_at(lines, start, lenient=lenient)
        if header is not None:
            return header
        if len(lines[start].filled()) > 1:
            return None
    return None


def is_foreign_table(lines: Sequence[Line]) -> bool:
    """Tell a table of people, schools or signatures by its first row."""
    return bool(lines) and any(is_foreign(text) for text in _texts(lines[0]) if text)


def counts_columns(line: Line) -> bool:
    """Tell the row «1 2 3 4 5» that numbers the columns under a header.

    It fills every column and counts from the first one.
    """
    texts = [text.strip(" .") for text in _texts(line) if text]
    if len(texts) < MAX_DEPTH or not all(text.isdecimal() for text in texts):
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(texts))


def _header_at(lines: Sequence[Line], start: int, *, lenient: bool) -> Header | None:
    least = _least_depth(lines, start)
    found: Header | None = None
    for depth in range(least, MAX_DEPTH + 1):
        if start + depth > len(lines):
            break
        if depth > least and not _goes_on(lines[start + depth - 2], lines[start + depth - 1]):
            break
        found = _built(lines, start, depth, lenient=lenient) or found
    return found


def _least_depth(lines: Sequence[Line], start: int) -> int:
    """Rows that the merges of the header say it takes at least."""
    pieces = [piece for piece in lines[start].pieces if piece]
    tall = max((piece.rowspan for piece in pieces), default=1)
    split = any(1 < piece.colspan < len(lines[start].pieces) for piece in pieces)
    return min(max(tall, 2 if split and _splits(lines, start) else 1), MAX_DEPTH)


def _splits(lines: Sequence[Line], start: int) -> bool:
    """Whether the next row stands under merged headers only, as «начало | окончание» does."""
    if start + 1 >= len(lines):
        return False
    upper = lines[start].pieces
    below = lines[start + 1].filled()
    under = {c for c, p in enumerate(upper) if p is None or p.colspan > 1}
    return bool(below) and set(below) <= under


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a row without merges goes on with a header: fills its gaps or ends its words."""
    filled = {column: flat(piece.text) for column, piece in line.filled().items()}
    if not filled or len(filled) == len(line.pieces) or counts_columns(line):
        return False
    if len(filled) == 1 and all(has_mark(text) for text in filled.values()):
        return False
    if any(
        len(text) > MAX_HEADER_LENGTH // 4 or re.search(r"\d{2}\.", text)
        for text in filled.values()
    ):
        return False
    if all(roles_of(text) or text[0].islower() for text in filled.values()):
        gaps = any(not above.at(column) for column in filled)
        return gaps or _completes(above, filled)
    return False


def _completes(above: Line, filled: Mapping[int, str]) -> bool:
    """Whether lower words end the words above them: «Ожидаемый» | «результат»."""
    better = [
        roles_of(join(above.at(column), text))[:1] > roles_of(above.at(column))[:1]
        for column, text in filled.items()
    ]
    return all(text[0].islower() for text in filled.values()) and sum(better) * 2 >= len(better)


def _built(lines: Sequence[Line], start: int, depth: int, *, lenient: bool) -> Header | None:
    starts = column_starts(lines[start : start + depth])
    rows = [fold(line, starts) for line in lines[start : start + depth]]
    if any(len(text) > MAX_HEADER_LENGTH for row in rows for text in _texts(row)):
        return None
    uppers, lowers = _levels(rows)
    roles = _assigned(uppers, lowers)
    if not _is_roadmap({role for role, _ in roles}, lenient=lenient):
        return None
    columns = tuple(
        Column(_printed(upper, lower), role, weight)
        for upper, lower, (role, weight) in zip(uppers, lowers, roles, strict=True)
    )
    printed = frozenset(_signature(row) for row in rows)
    return Header(columns, tuple(uppers), printed, starts, start, depth)


def _levels(rows: Sequence[Line]) -> tuple[list[str | None], list[str]]:
    """Per column: the header shared with its neighbours, and its own."""
    uppers: list[str | None] = [None] * len(rows[0].pieces)
    lowers = [""] * len(uppers)
    for row in rows:
        for column, piece in enumerate(row.pieces):
            if piece is None or not piece.text or piece.covered:
                continue
            if 1 < piece.colspan < len(uppers):
                for index in range(column, min(column + piece.colspan, len(uppers))):
                    uppers[index] = flat(piece.text)
            else:
                lowers[column] = join(lowers[column], flat(piece.text))
    return _with_gaps_shared(rows, uppers, lowers)


def _with_gaps_shared(
    rows: Sequence[Line], uppers: list[str | None], lowers: list[str]
) -> tuple[list[str | None], list[str]]:
    """Read «Сроки | (empty)» over «начало | окончание» as one header over two columns."""
    if len(rows) == 1:
        return uppers, lowers
    top, low = rows[0], rows[-1].filled()
    for column in range(1, len(lowers)):
        gap = column in low and not top.at(column) and uppers[column] is None
        left = uppers[column - 1] or (top.at(column - 1) if column - 1 in low else "")
        if gap and left:
            uppers[column - 1] = uppers[column] = left
            lowers[column - 1] = flat(low[column - 1].text) if column - 1 in low else ""
    return uppers, lowers


def _printed(upper: str | None, lower: str) -> str:
    return f"{upper}: {lower}" if upper and lower else upper or lower


def _assigned(
    uppers: Sequence[str | None], lowers: Sequence[str]
) -> list[tuple[ColumnRole, float]]:
    """Give every column a role; a role goes to the column that fits it best, then to others."""
    options = [_options(upper, lower) for upper, lower in zip(uppers, lowers, strict=True)]
    roles: list[tuple[ColumnRole, float]] = [("other", 0.0)] * len(options)
    taken: dict[ColumnRole, int] = {}
    for match, index in _by_weight(options):
        if roles[index][1] > 0:
            continue
        holder = taken.get(match.role)
        shares = (
            holder is not None and uppers[index] is not None and uppers[index] == uppers[holder]
        )
        if holder is None or shares:
            taken.setdefault(match.role, index)
            roles[index] = (match.role, match.weight)
    return _with_measure(roles, lowers)


def _by_weight(options: Sequence[Sequence[Match]]) -> Iterable[tuple[Match, int]]:
    pairs = [(match, index) for index, matches in enumerate(options) for match in matches]
    return sorted(pairs, key=lambda pair: (-pair[0].weight, -pair[0].length, pair[1]))


def _options(upper: str | None, lower: str) -> list[Match]:
    """Roles of a column: by its own words, else by those it shares with its neighbours."""
    own = [match for match in _unnumbered(lower) if match.weight >= MIN_WEIGHT]
    shared = [match for match in roles_of(upper or "") if match.weight >= MIN_WEIGHT]
    return own or shared


def _unnumbered(header: str) -> tuple[Match, ...]:
    """Roles of a header; «№ п/п, мероприятие» heads measures that carry their numbers."""
    matches = roles_of(header)
    lengths = {match.role: match.length for match in matches}
    both = lengths.get("number", 0) + lengths.get("measure", 0) <= len(lemmas(header))
    if both and {"number", "measure"} <= set(lengths):
        return tuple(match for match in matches if match.role != "number")
    return matches


def _with_measure(
    roles: list[tuple[ColumnRole, float]], lowers: Sequence[str]
) -> list[tuple[ColumnRole, float]]:
    """Where no header names measures, take the column that can only hold them."""
    names = {role for role, _ in roles}
    if "measure" in names or not {"deadline", "responsible"} <= names:
        return roles
    if any(is_foreign(lower) for lower in lowers):
        return roles
    for wanted in ("other", "task", "direction"):
        spare = [
            i
            for i, (role, weight) in enumerate(roles)
            if role == wanted and (weight == 0 or wanted != "other")
        ]
        if spare:
            roles[spare[0]] = ("measure", GUESSED_MEASURE)
            break
    return roles


def _is_roadmap(roles: AbstractSet[ColumnRole], *, lenient: bool) -> bool:
    others = roles - {"measure", "other"}
    return "measure" in roles and bool(others if lenient else others & _ACTED)


def _texts(line: Line) -> list[str]:
    return [flat(piece.text) if piece else "" for piece in line.pieces]


def _signature(line: Line) -> tuple[str, ...]:
    return tuple(
        _SQUASHED.sub("", flat(piece.text)).lower()
        for piece in line.pieces
        if piece and not piece.covered
    )
