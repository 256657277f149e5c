"""How much of a file we take, and which archives we open: attacks end here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

from opora.reading.refusals import BrokenFile, FileTooLarge, ProtectedFile

MEBIBYTE = 2**20

MAX_FILE = 50 * MEBIBYTE
"""The largest order we met has 9 MiB, with scans inside; five times that leaves room."""

MAX_UNPACKED = 200 * MEBIBYTE
"""Pictures of a 50 MiB document unpack to hardly more than 50 MiB; text adds tens."""

MAX_MARKUP = 40 * MEBIBYTE
"""One XML part. Its tree takes some ten times its size: this keeps us below a gigabyte."""

MAX_RATIO = 250
"""Text of a long table compresses 20 to 60 times; a bomb, a thousand times and more."""

RATIO_MATTERS = 8 * MEBIBYTE
"""A small part may compress as well as it likes."""

MAX_ENTRIES = 5_000
"""A document with a picture on each of 500 pages has some 600 entries."""

ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What ``zipfile`` raises on archives that are cut off, forged or packed by unknown methods."""

MAX_PAGES = 500
"""The longest programme of a municipality we met has 190 pages."""

PDF_SECONDS = 18
"""A page with a dense table takes 0.1 to 0.3 s; a person waits no longer than this."""

PDF_MEMORY = 700 * MEBIBYTE
"""Address space of the process that reads a PDF; 100 dense pages take some 300 MiB."""

_CHUNK = 256 * 1024
_MARKUP_NAME = re.compile(r"\.(xml|rels)$", re.IGNORECASE)
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_SAVE_AGAIN = "Откройте документ в редакторе, сохраните его заново и загрузите ещё раз."


def check_size(content: bytes) -> None:
    """Refuse an empty file and one larger than :data:`MAX_FILE`."""
    if not content.strip():
        raise BrokenFile("Файл пуст. Проверьте, тот ли файл выбран, и загрузите его ещё раз.")
    if len(content) > MAX_FILE:
        raise FileTooLarge(
            f"Файл больше {MAX_FILE // MEBIBYTE} МБ. Уберите из документа рисунки и сканы "
            "или разделите его на части.",
        )


def check_archive(content: bytes, *, refuse_dtd: Callable[[str], bool]) -> None:
    """Unpack every entry of a ZIP container piece by piece, and stop at the first excess.

    Parameters
    ----------
    content : bytes
        The container: DOCX or ODT.
    refuse_dtd : callable
        Says of an entry's name whether a document type declaration in it is refused.

    Raises
    ------
    FileTooLarge, ProtectedFile, BrokenFile
        With the sentence for the person who brought the file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive.infolist())
            budget = MAX_UNPACKED
            for entry in archive.infolist():
                budget -= _check_entry(archive, entry, budget, refuse_dtd)
    except ZIP_FAULTS as fault:
        raise BrokenFile(
            "Файл повреждён или загружен не полностью. Скачайте или сохраните его заново.",
        ) from fault


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise FileTooLarge(f"Внутри файла больше {MAX_ENTRIES} частей. {_SAVE_AGAIN}")
    for entry in entries:
        if entry.flag_bits & 1:
            raise ProtectedFile(
                "Файл защищён паролем. Снимите пароль и загрузите документ ещё раз.",
            )
        if ".." in entry.filename.replace("\\", "/").split("/"):
            raise BrokenFile(f"Имена частей файла выходят за его пределы. {_SAVE_AGAIN}")
        if entry.file_size > RATIO_MATTERS and entry.file_size > MAX_RATIO * max(
            entry.compress_size,
            1,
        ):
            raise _too_much()


def _check_entry(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    budget: int,
    refuse_dtd: Callable[[str], bool],
) -> int:
    """Return the unpacked size of the entry; what it declares is not believed."""
    markup = _MARKUP_NAME.search(entry.filename) is not None
    budget = min(budget, MAX_MARKUP) if markup else budget
    watched = markup and refuse_dtd(entry.filename)
    size, tail = 0, b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > budget:
                raise _too_much()
            if watched:
                # Of a declaration cut by the border of chunks, and of one in UTF-16.
                window = (tail + chunk).replace(b"\0", b"")
                if _DTD.search(window):
                    raise BrokenFile(
                        "Внутри файла есть описание типа документа (DTD), какого Word не "
                        f"создаёт; такой файл может быть опасен. {_SAVE_AGAIN}",
                    )
                tail = chunk[-64:]
    return size


def _too_much() -> FileTooLarge:
    return FileTooLarge(
        "Файл распаковывается в слишком большой объём. Уберите из документа рисунки "
        "или разделите его на части.",
    )


def safe_xml_parser() -> etree.XMLParser:
    """Return a parser that reads no entity, no DTD, no network."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
