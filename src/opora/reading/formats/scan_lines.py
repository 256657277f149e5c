"""Ruled lines of a scanned page → cells, by the darkness of long narrow strips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells
from PIL import Image, ImageDraw, ImageStat

from opora.reading.formats.pdf_content import RuledCell, RuledTable, Word

STRIP = 12
"""Pixels of a strip whose mean is taken, along a line."""

_DARK = 110
_LEAST_LEVEL = 8
_LEAST_UPRIGHT = 5
"""Strips in a row: the tail of a «р» of 14 points, at 300 dots an inch, takes four."""

_MARGIN = 4
_LIGHT = 215
_NEAR = 2
_WHITE = 255
_TOUCH = 14.0


@dataclass(slots=True)
class Ruler:
    """A drawn line, in pixels: rows it lies on, counted across, and its two ends along."""

    first_row: int
    last_row: int
    start: int
    end: int

    @property
    def middle(self) -> float:
        """Return where it lies; a line of a skew scan takes several rows."""
        return (self.first_row + self.last_row) / 2


@dataclass(frozen=True, slots=True)
class Rulers:
    """Lines of a page, those that lie and those that stand."""

    level: list[Ruler]
    upright: list[Ruler]


def rulers_of(picture: Image.Image) -> Rulers:
    """Find long dark lines on a picture in shades of grey."""
    level = picture.reduce((STRIP, 1))
    upright = picture.reduce((1, STRIP)).transpose(Image.Transpose.TRANSPOSE)
    return Rulers(_lines(level, _LEAST_LEVEL), _lines(upright, _LEAST_UPRIGHT))


def _lines(strips: Image.Image, least: int) -> list[Ruler]:
    return [line for line in _merged(_runs(strips, least)) if _stands_alone(line, strips)]


def _stands_alone(line: Ruler, strips: Image.Image) -> bool:
    """Tell a line from the serifs of a row of letters: it is light on both its sides."""
    sides = (line.first_row - _MARGIN, line.last_row + _MARGIN)
    boxes = [(line.start // STRIP, row, line.end // STRIP, row + 1) for row in sides]
    return all(ImageStat.Stat(strips.crop(box)).mean[0] > _LIGHT for box in boxes)


def erase(picture: Image.Image, rulers: Rulers) -> None:
    """Paint lines white: letters are recognised better without them."""
    pen = ImageDraw.Draw(picture)
    for line in rulers.level:
        box = (line.start, line.first_row - 1, line.end, line.last_row + 1)
        pen.rectangle(box, fill=_WHITE)
    for line in rulers.upright:
        box = (line.first_row - 1, line.start, line.last_row + 1, line.end)
        pen.rectangle(box, fill=_WHITE)


def ruled_tables(rulers: Rulers, words: Sequence[Word], scale: float) -> list[RuledTable]:
    """Find the cells between lines and put words into them.

    Parameters
    ----------
    rulers : Rulers
        Lines of the page.
    words : sequence of Word
        Words of the page, in points.
    scale : float
        Points in a pixel.
    """
    edges = [_edge(line, "h") for line in rulers.level]
    edges += [_edge(line, "v") for line in rulers.upright]
    crossings = edges_to_intersections(edges, _TOUCH, _TOUCH)
    tables = cells_to_tables(intersections_to_cells(crossings))
    return [_table(cells, words, scale) for cells in tables if len(cells) > 1]


def _edge(line: Ruler, orientation: str) -> dict[str, float | str]:
    if orientation == "h":
        box = {"x0": line.start, "x1": line.end, "top": line.middle, "bottom": line.middle}
    else:
        box = {"x0": line.middle, "x1": line.middle, "top": line.start, "bottom": line.end}
    return {**box, "orientation": orientation}


def _runs(strips: Image.Image, least: int) -> Iterator[Ruler]:
    """Yield runs of dark strips, row by row of the reduced picture."""
    width, height = strips.size
    shades = strips.tobytes()
    for row in range(height):
        line = shades[row * width : (row + 1) * width]
        if min(line) < _DARK:
            yield from _dark_runs(line, row, least)


def _dark_runs(line: bytes, row: int, least: int) -> Iterator[Ruler]:
    start: int | None = None
    for at, shade in enumerate([*line, _WHITE]):
        if shade < _DARK:
            start = at if start is None else start
        elif start is not None:
            if at - start >= least:
                yield Ruler(row, row, start * STRIP, at * STRIP)
            start = None


def _merged(runs: Iterator[Ruler]) -> list[Ruler]:
    """Join runs of neighbouring rows of pixels into lines."""
    lines: list[Ruler] = []
    near: list[Ruler] = []
    for run in runs:
        near = [line for line in near if run.first_row - line.last_row <= _NEAR]
        for line in near:
            if run.start <= line.end and run.end >= line.start:
                line.last_row = run.last_row
                line.start, line.end = min(line.start, run.start), max(line.end, run.end)
                break
        else:
            near.append(run)
            lines.append(run)
    return lines


def _table(
    cells: Sequence[tuple[float, float, float, float]],
    words: Sequence[Word],
    scale: float,
) -> RuledTable:
    ruled = [
        RuledCell(
            x0 * scale,
            top * scale,
            x1 * scale,
            bottom * scale,
            [word for word in words if _is_in(word, (x0, top, x1, bottom), scale)],
        )
        for x0, top, x1, bottom in cells
    ]
    return RuledTable(
        min(cell.top for cell in ruled),
        max(cell.bottom for cell in ruled),
        ruled,
    )


def _is_in(word: Word, box: Sequence[float], scale: float) -> bool:
    x, y = (word.x0 + word.x1) / 2 / scale, (word.top + word.bottom) / 2 / scale
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
