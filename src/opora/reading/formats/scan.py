"""Pages that are pictures → words, by Tesseract where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import pdfplumber
from PIL import Image

from opora.reading.formats.pdf_content import Page, Word
from opora.reading.formats.scan_lines import erase, ruled_tables, rulers_of
from opora.reading.refusals import FileTooLarge, ToolMissing

MAX_SCANNED = 40
"""Tesseract takes a second or two a page; longer scans are to be cut."""

_SECONDS_A_PAGE = 30
_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72
_MOST_DOTS = 5000
"""Along the longer side: a page as large as a wall would fill the memory."""

_WORD_LEVEL = 5
_FIELDS = 12
_LEAST_CONFIDENCE = 30.0
"""Below it, signs are specks of the scan; letters are kept for the person to correct."""

_INSTALL = "установите tesseract-ocr и tesseract-ocr-rus"


@dataclass(frozen=True, slots=True)
class Scanned:
    """Pages read by their picture, by number, and what to tell the person about them."""

    pages: dict[int, Page]
    note: str


def read_scans(content: bytes, numbers: Sequence[int], *, of: int) -> Scanned:
    """Recognise the words of pages that hold a picture and no text.

    Parameters
    ----------
    content : bytes
        A PDF that the worker has opened.
    numbers : sequence of int
        Pages to read, counted from 1.
    of : int
        How many pages the document has. Where others hold text, a missing Tesseract is a note.

    Raises
    ------
    ToolMissing
        If no page holds text and Tesseract or its Russian model is not installed.
    FileTooLarge
        If there are more than :data:`MAX_SCANNED` such pages.
    """
    listed = ", ".join(map(str, numbers))
    if not _is_installed():
        if len(numbers) == of:
            raise ToolMissing(
                "В PDF нет текста, это скан. Загрузите документ Word или, чтобы читать сканы, "
                f"{_INSTALL}.",
            )
        note = (
            f"Страницы без текста (скан) не прочитаны: {listed}. Чтобы их читать, {_INSTALL}."
        )
        return Scanned({}, note)
    if len(numbers) > MAX_SCANNED:
        raise FileTooLarge(
            f"В PDF больше {MAX_SCANNED} страниц скана. Загрузите только страницы с приказом "
            "и планом.",
        )
    pages = {number: _page(content, number) for number in numbers}
    note = f"Страницы прочитаны распознаванием скана, возможны ошибки: {listed}."
    return Scanned(pages, note)


def _is_installed() -> bool:
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(
        ["tesseract", "--list-langs"],
        capture_output=True,
        check=False,
        timeout=_SECONDS_A_PAGE,
    )
    return b"rus" in (listed.stdout + listed.stderr).split()


def _page(content: bytes, number: int) -> Page:
    with pdfplumber.open(io.BytesIO(content), pages=[number]) as document:
        page = document.pages[0]
        width, height = float(page.width), float(page.height)
        dots = min(_DOTS_PER_INCH, int(_MOST_DOTS * _POINTS_PER_INCH / max(width, height)))
        picture = page.to_image(resolution=dots).original.convert("L")
    rulers = rulers_of(picture)
    erase(picture, rulers)
    words = _words(picture, dots)
    tables = ruled_tables(rulers, words, _POINTS_PER_INCH / dots)
    placed = {word for table in tables for cell in table.cells for word in cell.words}
    return Page(number, width, height, [word for word in words if word not in placed], tables)


def _words(picture: Image.Image, dots: int) -> list[Word]:
    encoded = io.BytesIO()
    picture.save(encoded, format="PNG")
    try:
        recognised = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", "rus", "--dpi", str(dots), "tsv"],
            input=encoded.getvalue(),
            capture_output=True,
            check=True,
            timeout=_SECONDS_A_PAGE,
        )
    except subprocess.SubprocessError as fault:
        raise FileTooLarge(
            "Скан не удалось распознать за отведённое время. Загрузите документ Word "
            "или скан с меньшим числом страниц.",
        ) from fault
    rows = recognised.stdout.decode("utf-8", errors="replace").splitlines()[1:]
    return [word for row in rows if (word := _word(row.split("\t"), dots)) is not None]


def _word(fields: Sequence[str], dots: int) -> Word | None:
    """Read a line of Tesseract's TSV: level, …, left, top, width, height, confidence, text."""
    if len(fields) != _FIELDS or int(fields[0]) != _WORD_LEVEL:
        return None
    text = fields[11].strip()
    doubtful = float(fields[10]) < _LEAST_CONFIDENCE
    if not text or (doubtful and not any(letter.isalnum() for letter in text)):
        return None
    left, top, width, height = (int(field) * _POINTS_PER_INCH / dots for field in fields[6:10])
    return Word(text, left, left + width, top, top + height)
