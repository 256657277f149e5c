"""Rows of a roadmap: which is a measure, which titles a section, which goes on with another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from opora.reading.model import Finding, Place
from opora.reading.tables.headers import Header
from opora.reading.tables.headings import Heading, ends_plan, has_mark, heading
from opora.reading.tables.lines import Line, Piece
from opora.reading.tables.numbers import is_number, is_roman, leading_number, path
from opora.reading.tables.parts import Part
from opora.reading.tables.schools import begins_with_school, ends_in_form
from opora.reading.tables.wording import (
    Bond,
    begins_with_name,
    bond,
    flat,
    is_cut,
    is_open,
    join,
    opens_list_item,
)

MAX_LONE_TITLE = 150
MAX_STATED_TITLE = 400
MIN_REPEATS = 3

_MERGEABLE = frozenset({"measure", "task", "direction", "indicator", "criterion"})


@dataclass(slots=True)
class Row:
    """A measure of the table, the pieces of its torn rows joined."""

    line: Line
    pieces: dict[int, Piece]
    header: Header
    section: int | None = None

    def text(self, column: int | None) -> str:
        """Return what a column says, "" where it is empty or there is no such column."""
        piece = None if column is None else self.pieces.get(column)
        return piece.text if piece else ""

    @property
    def measure(self) -> str:
        """The text of the measure."""
        return self.text(self.header.measure)

    @property
    def number(self) -> str:
        """The text of the column of numbers."""
        return self.text(self.header.first_of("number"))


@dataclass(slots=True)
class Title:
    """A row that titles a section."""

    text: str
    place: Place
    number: str | None = None
    open: bool = True
    """Whether no measure has followed yet, so that the next row may go on with the title."""

    @property
    def parts(self) -> Heading:
        """Prefix, number and title."""
        return Heading(None, self.number, self.text) if self.number else heading(self.text)


@dataclass(slots=True)
class Rows:
    """The measures of a roadmap with the titles between them, in reading order."""

    rows: list[Row] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_rows(parts: Sequence[Part]) -> Rows:
    """Sort the lines of all parts into measures and titles, joining what a page break tore."""
    rows = Rows()
    for part in parts:
        _PartReader(part, rows).read()
    return rows


class _PartReader:
    """Reads the lines of one part in order; remembers what the last one was."""

    def __init__(self, part: Part, rows: Rows) -> None:
        self.part = part
        self.header = part.header
        self.into = rows
        self.begun = len(rows.rows)
        self.title: Title | None = None

    def read(self) -> None:
        for index, line in enumerate(self.part.lines):
            filled = line.filled()
            if filled and not self._is_blank_form(line):
                self._take(line, self.part.lines[index + 1 :])

    def _is_blank_form(self, line: Line) -> bool:
        """Whether a row holds a number and nothing else, as a form not filled in does."""
        blank = set(line.filled()) == {self.header.first_of("number")} and not any(
            piece.covered for piece in line.pieces if piece
        )
        if not blank or not is_number(line.at(self.header.first_of("number") or 0)):
            return False
        self._note("row-empty", f"Строка «{line.at(0)}» пуста и пропущена.", line)
        return True

    def _take(self, line: Line, rest: Sequence[Line]) -> None:
        if self.header.is_repeated_by(line):
            self._note("header-repeated", "Шапка таблицы повторена и пропущена.", line)
        elif self.title is not None and self.title.open and _extends(self.title, line):
            self._extend_title(line)
        elif self.previous is not None and _continues(self.previous, line, self):
            self._rejoin(self.previous, line)
        elif len(line.filled()) == 1 and ends_plan(line.text):
            self._note("row-skipped", f"Строка под таблицей пропущена: «{line.text}».", line)
        elif (title := _title(line, self.header, rest, self.previous)) is not None:
            self.title = title
            self.into.titles.append(title)
        else:
            self._add(line)

    @property
    def previous(self) -> Row | None:
        """The measure above, if no title stands between."""
        if len(self.into.rows) == self.begun or (self.title is not None and self.title.open):
            return None
        return self.into.rows[-1]

    @property
    def writes_low(self) -> bool:
        """Whether measures of this table begin with a small letter."""
        own = [row.measure for row in self.into.rows[self.begun :] if row.measure]
        return sum(text[0].islower() for text in own) * 2 > len(own)

    def _add(self, line: Line) -> None:
        pieces = {column: piece for column, piece in enumerate(line.pieces) if piece}
        row = Row(line, pieces, self.header)
        if self.title is not None:
            self.title.open = False
            row.section = len(self.into.titles)
        self.into.rows.append(row)

    def _extend_title(self, line: Line) -> None:
        title = self.title
        if title is None:
            return
        title.text = join(title.text, line.text)
        self._note("title-rejoined", "Заголовок раздела разорван и соединён.", line)

    def _rejoin(self, row: Row, line: Line) -> None:
        for column, piece in line.filled().items():
            above = row.pieces.get(column, replace(piece, text=""))
            text = join(above.text, piece.text, paragraph=opens_list_item(piece.text))
            row.pieces[column] = replace(above if above.text else piece, text=text)
        message = f"Строка разорвана и соединена с предыдущей: «{_shortened(row.measure)}»."
        self._note("row-rejoined", message, row.line, line)

    def _note(self, code: str, message: str, *lines: Line) -> None:
        places = tuple(Place(line.block, line.row) for line in lines)
        self.into.findings.append(Finding(code, "note", message, places=places))


def _title(
    line: Line, header: Header, rest: Sequence[Line], previous: Row | None
) -> Title | None:
    """Read a row as the title of a section; None where it is a measure."""
    filled = line.filled()
    (first, piece), *others = filled.items()
    if len(others) >= MIN_REPEATS - 1 and len({flat(p.text) for p in filled.values()}) == 1:
        return Title(flat(piece.text), piece.place)
    if not others:
        lone = _titles_alone(first, piece, line, header) and _fits_alone(
            line, header, rest, previous
        )
        return Title(flat(piece.text), piece.place) if lone else None
    if len(others) > 1:
        return None
    ((_, second),) = others
    if is_number(piece.text) and _titles_numbered(line, header, rest):
        return Title(flat(second.text), second.place, number=flat(piece.text))
    if (
        first == header.first_of("number")
        and has_mark(piece.text)
        and not is_number(piece.text)
    ):
        return Title(line.text, piece.place)
    return None


def _titles_alone(column: int, piece: Piece, line: Line, header: Header) -> bool:
    """Whether one filled cell stands where titles stand, and no merged cell beside it."""
    if piece.colspan >= max(2, header.width - 1) or piece.colspan == header.width:
        return True
    if is_number(piece.text) or any(one.covered and one.text for one in line.pieces if one):
        return False
    at_edge = column == 0 or all(not p or not p.text for p in line.pieces[:column])
    return at_edge and column <= header.measure


def _fits_alone(line: Line, header: Header, rest: Sequence[Line], previous: Row | None) -> bool:
    """Whether a lone text reads as a title and not as a measure with nothing else printed."""
    ((column, piece),) = line.filled().items()
    numbers = header.first_of("number")
    if piece.colspan > 1 or piece.bold or column == numbers:
        return True
    if has_mark(piece.text) and (column != header.measure or numbers is not None):
        return True
    if numbers is None and leading_number(piece.text) is not None:
        return _starts_again(piece.text, header, rest)
    flows = previous is not None and _flows(previous, rest, header)
    return len(piece.text) <= (MAX_LONE_TITLE // 3 if flows else MAX_LONE_TITLE)


def _flows(previous: Row, rest: Sequence[Line], header: Header) -> bool:
    """Whether the numbers go on across a row without one: 8, (none), 9."""
    column = header.first_of("number")
    if column is None:
        return False
    after = next((line.at(column) for line in rest if line.at(column)), "")
    return bool(path(after)) and path(after)[-1:] == (_last(path(previous.number)) + 1,)


def _last(levels: tuple[int, ...]) -> int:
    return levels[-1] if levels else -1


def _starts_again(text: str, header: Header, rest: Sequence[Line]) -> bool:
    """Whether the measures below a numbered lone text count from 1 or stand a level lower."""
    leading = leading_number(text)
    below = next((line.at(header.measure) for line in rest if len(line.filled()) > 1), "")
    following = leading_number(below)
    if leading is None or following is None:
        return True
    here, there = path(leading[0]), path(following[0])
    return there[: len(here)] == here or there == (1,)


def _titles_numbered(line: Line, header: Header, rest: Sequence[Line]) -> bool:
    """Whether a row of a number and one text titles a section: «2 | Работа с кадрами»."""
    column, (other, piece) = header.first_of("number"), list(line.filled().items())[1]
    if column is None or not line.at(column) or other > header.measure:
        return False
    number, below = (
        line.at(column),
        next((one.at(column) for one in rest if one.at(column)), ""),
    )
    if piece.colspan > 1 or piece.bold:
        return True
    here, there = path(number), path(below)
    if there and there[: len(here)] == here and len(there) > len(here):
        return True
    if not there or len(piece.text) > MAX_STATED_TITLE:
        return False
    return is_roman(number) != is_roman(below) or there == (1,)


def _extends(title: Title, line: Line) -> bool:
    """Whether a row goes on with the title above: the row holds one text and reads on."""
    filled = line.filled()
    if len(filled) > 1:
        return False
    (text,) = (flat(piece.text) for piece in filled.values())
    if ends_in_form(title.text):
        return True
    if has_mark(text):
        return False
    return bond(title.text, text) != "none" or (line.first and begins_with_school(text))


def _continues(row: Row, line: Line, reader: _PartReader) -> bool:
    """Whether a line is more of the measure above it."""
    header = row.header
    number = header.first_of("number")
    filled = line.filled()
    if number is not None and number in filled:
        return False
    if any(
        piece.colspan > 1 and piece.colspan >= header.width - 1 for piece in filled.values()
    ):
        return False
    if _is_covered(line, header.measure):
        return all(header.columns[column].role != "deadline" for column in filled)
    text = line.at(header.measure)
    if not text:
        return _is_fragment(row, filled)
    if number is None and leading_number(text) is not None and not is_open(flat(row.measure)):
        return False
    return _reads_on(row, line, reader, bond(flat(row.measure), text))


def _is_covered(line: Line, column: int) -> bool:
    piece = line.pieces[column] if column < len(line.pieces) else None
    return piece is not None and piece.covered


def _is_fragment(row: Row, filled: dict[int, Piece]) -> bool:
    """Whether a row without a measure holds rests of cells, and no title at the left edge."""
    if len(filled) > 1:
        return True
    ((column, piece),) = filled.items()
    if column < row.header.measure or piece.bold:
        return bond(flat(row.text(column)), flat(piece.text)) != "none"
    return True


def _reads_on(row: Row, line: Line, reader: _PartReader, tie: Bond) -> bool:
    """Decide by the text of the measure and by what else the row fills."""
    header, text = row.header, line.at(row.header.measure)
    acted = [line.at(c) for role in ("deadline", "responsible") for c in header.all_of(role)]
    complete = bool(acted) and all(acted)
    if tie == "strong":
        return is_cut(flat(row.measure)) or not (complete and text[0].isupper())
    numbered = header.first_of("number") is not None
    if tie == "weak":
        return not any(acted) if reader.writes_low else not complete or numbered or line.first
    if _others_read_on(row, line):
        return True
    ends = flat(row.measure)[-1:] in set(".!?;")
    return numbered and not any(acted) and not ends and begins_with_name(text)


def _others_read_on(row: Row, line: Line) -> bool:
    """Whether the cells beside the measure were cut in mid-word or mid-phrase.

    Columns whose cells may be merged over several measures say nothing: their texts read on
    across measures. A small letter says nothing either: «до …», «руководители …».
    """
    above = {
        column: flat(row.text(column))
        for column in line.filled()
        if row.header.columns[column].role not in _MERGEABLE
    }
    cut = [text for column, text in above.items() if bond(text, line.at(column)) == "strong"]
    return len(cut) > 1 or any(text.endswith("-") for text in cut)


def _shortened(text: str) -> str:
    words = flat(text)
    return words if len(words) <= 80 else words[:77].rstrip() + "…"  # noqa: PLR2004
