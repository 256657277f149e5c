"""What a file is: by its content first, by its name where the content leaves it open."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from opora.reading.formats.limits import ZIP_FAULTS
from opora.reading.refusals import BrokenFile, ProtectedFile, UnknownFormat

Kind = Literal["docx", "pdf", "html", "txt", "odt", "rtf", "doc"]

_TAKEN = "Загрузите документ в формате DOCX, PDF, HTML, TXT, ODT или RTF."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096

_FOREIGN = (
    (b"\x89PNG\r\n\x1a\n", "изображение PNG"),
    (b"\xff\xd8\xff", "изображение JPEG"),
    (b"GIF8", "изображение GIF"),
    (b"II*\0", "изображение TIFF"),
    (b"MM\0*", "изображение TIFF"),
    (b"AT&TFORM", "документ DjVu"),
    (b"Rar!", "архив RAR"),
    (b"7z\xbc\xaf\x27\x1c", "архив 7-Zip"),
    (b"\x1f\x8b", "архив GZIP"),
    (b"\x7fELF", "программа"),
    (b"MZ\x90", "программа"),
)
_ODF = {
    b"application/vnd.oasis.opendocument.text": None,
    b"application/vnd.oasis.opendocument.text-template": None,
    b"application/vnd.oasis.opendocument.spreadsheet": "таблица ODS",
    b"application/vnd.oasis.opendocument.presentation": "презентация ODP",
}
_MACRO_PARTS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml)$", re.IGNORECASE)
_HTML_START = re.compile(
    rb"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
    rb"<(!doctype\s+html|html|head|body|title|meta|table|div|p|h[1-6]|center|span|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(rb"<(html|body|table|div|p|br|h[1-6])\b", re.IGNORECASE)
_WORD_XML = re.compile(rb"<(w:wordDocument|pkg:package|office:document)\b")
_MHT = re.compile(rb"^(MIME-Version|Content-Type|From|Subject|Date|X-[\w-]+):", re.IGNORECASE)


def sniff(content: bytes, name: str) -> Kind:
    """Tell the format of a file.

    Parameters
    ----------
    content : bytes
        The whole file, not empty.
    name : str
        Its name; only what the content leaves open is decided by it.

    Raises
    ------
    UnknownFormat, ProtectedFile, BrokenFile
        If it is none of the formats we read; the sentence says what it is instead.

    Examples
    --------
    >>> sniff(b"%PDF-1.7 ...", "order.doc")
    'pdf'
    """
    head = content[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _sniff_zip(content)
    if head.startswith(_OLE):
        return _sniff_ole(content)
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    _refuse_foreign(head)
    return _sniff_text(head, name)


def _refuse_foreign(head: bytes) -> None:
    for start, what in _FOREIGN:
        if head.startswith(start):
            raise UnknownFormat(f"Это {what}, а не документ. {_TAKEN}")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise UnknownFormat(f"Это изображение WebP, а не документ. {_TAKEN}")


def _sniff_zip(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            types = _small_entry(archive, "[Content_Types].xml")
            mimetype = _small_entry(archive, "mimetype")
    except ZIP_FAULTS as fault:
        raise BrokenFile(
            "Файл повреждён или загружен не полностью. Скачайте или сохраните его заново.",
        ) from fault
    if any(_MACRO_PARTS.search(name) for name in names) or b"macroEnabled" in types:
        raise UnknownFormat(
            "В документе есть макросы, такие файлы не принимаются. "
            "Сохраните его как .docx без макросов.",
        )
    if types:
        return _sniff_ooxml(types)
    return _sniff_odf(mimetype.strip(), names)


def _small_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as stream:
        return stream.read(256 * 1024)


def _sniff_ooxml(types: bytes) -> Kind:
    if b"wordprocessingml" in types:
        return "docx"
    for mark, what in (
        (b"spreadsheetml", "таблица Excel"),
        (b"presentationml", "презентация PowerPoint"),
    ):
        if mark in types:
            raise UnknownFormat(f"Это {what}, а не текстовый документ. {_TAKEN}")
    raise UnknownFormat(f"Внутри файла нет текстового документа. {_TAKEN}")


def _sniff_odf(mimetype: bytes, names: list[str]) -> Kind:
    what = _ODF.get(mimetype, "архив ZIP")
    if what is None or (not mimetype and "content.xml" in names):
        return "odt"
    raise UnknownFormat(f"Это {what}, а не текстовый документ. {_TAKEN}")


def _sniff_ole(content: bytes) -> Kind:
    """Tell containers of old Office apart by the names in their directory, kept in UTF-16."""
    if _ole_name("EncryptedPackage") in content:
        raise ProtectedFile(
            "Файл защищён паролем. Снимите пароль и загрузите документ ещё раз."
        )
    if _ole_name("WordDocument") in content:
        return "doc"
    for mark, what in (
        ("Workbook", "таблица Excel"),
        ("Book", "таблица Excel"),
        ("PowerPoint Document", "презентация PowerPoint"),
    ):
        if _ole_name(mark) in content:
            raise UnknownFormat(f"Это {what}, а не текстовый документ. {_TAKEN}")
    raise UnknownFormat(f"Внутри файла нет документа Word. {_TAKEN}")


def _ole_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def _sniff_text(head: bytes, name: str) -> Kind:
    suffix = PurePath(name).suffix.lower()
    flat = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    flat = flat.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _WORD_XML.search(flat):
        raise UnknownFormat(
            "Это документ Word, сохранённый как XML. Откройте его и сохраните как .docx.",
        )
    if _is_html(flat, suffix):
        return "html"
    return "txt"


def _is_html(flat: bytes, suffix: str) -> bool:
    if _HTML_START.match(flat) and suffix != ".txt":
        return True
    if _MHT.match(flat) and b"multipart/" in flat.lower():
        return True
    named = suffix in {".htm", ".html", ".xhtml", ".mht", ".mhtml", ".doc"}
    return named and _HTML_TAG.search(flat) is not None
