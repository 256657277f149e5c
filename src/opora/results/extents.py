"""How far a sheet reaches, told from its XML before the reader of workbooks makes room."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

from lxml import etree

from opora.results.refusals import TableTooLarge

_CHUNK = 2**20

_LONGEST_STRING = 2**18
"""A cell of Excel has at most 32,767 characters; colours of its words take the rest."""

LONG_TEXT = (
    "В книге есть ячейка с текстом длиннее, чем бывает в таблицах. Удалите её "
    "и сохраните книгу заново."
)
_STRING = re.compile(rb"<si(?=[\s>/])")
_REFERENCE = re.compile(rb"\bt=[\"']s[\"'][^>]*>\s*<v>(\d+)")
_CELL = re.compile(r"([A-Za-z]{1,4})(\d{1,8})")
_CELLS = {"table-cell", "covered-table-cell"}

CheckExtent = Callable[[int, int], None]
"""Refuses too many rows and columns, as early as they are met."""


def whole_tags(part: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces of a part, cut before a tag and never inside one."""
    rest = b""
    while chunk := part.read(_CHUNK):
        tags, bracket, begun = (rest + chunk).rpartition(b"<")
        yield tags
        rest = bracket + begun
        if len(rest) > _CHUNK:
            raise TableTooLarge(LONG_TEXT)
    yield rest


def string_lengths(part: IO[bytes]) -> list[int]:
    """Return how many bytes each shared string takes in the XML of a workbook."""
    lengths: list[int] = []
    begun = 0
    for piece in whole_tags(part):
        first, *others = _STRING.split(piece)
        if lengths:
            lengths[-1] += len(first)
        lengths += map(len, others)
        if begun < len(lengths) and max(lengths[begun:]) > _LONGEST_STRING:
            raise TableTooLarge(LONG_TEXT)
        begun = max(len(lengths) - 1, 0)
    return lengths


def referred_bytes(part: IO[bytes], lengths: Sequence[int]) -> int:
    """Return what the cells of a sheet take when each has its own copy of its string."""
    found = (int(one) for piece in whole_tags(part) for one in _REFERENCE.findall(piece))
    return sum(lengths[index] for index in found if index < len(lengths))


def walk_xlsx(part: IO[bytes], check: CheckExtent) -> None:
    """Walk over a sheet of XLSX; cells without a value take no room."""
    walk(part, _XlsxCells(check))


def walk_ods(part: IO[bytes], check: CheckExtent) -> None:
    """Walk over the sheets of ODS as their rows and cells are repeated.

    Empty rows and cells take room only before a full one.
    """
    walk(part, _OdsCells(check))


def walk(part: IO[bytes], target: Any) -> None:
    """Feed the XML of a part to what takes in its tags one by one; nothing else is held."""
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True)
    try:
        while chunk := part.read(_CHUNK):
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


class _XlsxCells:
    def __init__(self, check: CheckExtent) -> None:
        self._check = check
        self._row = self._column = self._rows = self._columns = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in a tag that opens."""
        name = tag.rpartition("}")[2]
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._go_to(attributes.get("r", ""))
        elif name in {"v", "is"} and (self._row > self._rows or self._column > self._columns):
            self._rows = max(self._rows, self._row)
            self._columns = max(self._columns, self._column)
            self._check(self._rows, self._columns)

    def _go_to(self, address: str) -> None:
        match = _CELL.fullmatch(address)
        if match is None:
            self._column += 1
            return
        self._column = 0
        for letter in match[1].upper():
            self._column = self._column * 26 + ord(letter) - ord("A") + 1
        self._row = int(match[2])

    def close(self) -> None:
        """Nothing is left to do at the end."""


class _OdsCells:
    def __init__(self, check: CheckExtent) -> None:
        self._check = check
        self._begin()

    def _begin(self) -> None:
        self._row = self._times = self._column = self._rows = self._columns = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in a tag that opens."""
        name = tag.rpartition("}")[2]
        if name == "table":
            self._begin()
        elif name == "table-row":
            self._row += self._times
            self._times, self._column = _repeats(attributes, "rows"), 0
        elif name in _CELLS:
            self._column += _repeats(attributes, "columns")
            if any(one.rpartition("}")[2].startswith("value") for one in attributes):
                self._fill()
        elif name == "p":
            self._fill()

    def _fill(self) -> None:
        self._rows = max(self._rows, self._row + self._times)
        self._columns = max(self._columns, self._column)
        self._check(self._rows, self._columns)

    def close(self) -> None:
        """Nothing is left to do at the end."""


def _repeats(attributes: Mapping[str, str], what: str) -> int:
    ending = f"number-{what}-repeated"
    return next((int(n) for name, n in attributes.items() if name.endswith(ending)), 1)
