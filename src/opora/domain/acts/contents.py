"""What a file is by its content, and whether we take it. No database here.

A name is a claim. What the bytes are decides; a name that says otherwise is refused with a
sentence, because the person who opens the file later would be misled by it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

import puremagic

from opora.domain.refusals import Refused
from opora.reading.formats.limits import ZIP_FAULTS, check_archive
from opora.reading.refusals import ReadingRefused

LONGEST_NAME = 120
"""A display name, cut before its suffix. [characters]"""


class FileRefused(Refused):
    """We do not take this file; ``str(refusal)`` says why and what to do."""


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

SUFFIXES: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    _WORD: ("docx", "doc"),
    _EXCEL: ("xlsx", "xls"),
    _SLIDES: ("pptx", "ppt"),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
    "application/vnd.ms-powerpoint": ("ppt",),
    "application/rtf": ("rtf", "doc"),
    "text/html": ("html", "htm", "doc", "xls", "mht", "mhtml"),
    "text/plain": ("txt", "csv", "tsv", "md"),
    "application/zip": ("zip",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/tiff": ("tif", "tiff"),
    "image/bmp": ("bmp",),
    "audio/mpeg": ("mp3",),
    "video/mp4": ("mp4", "m4v"),
}
"""Media type → suffixes it may carry. Old programs save HTML and RTF as .doc."""

WORDS: dict[str, str] = {
    "application/pdf": "документ PDF",
    _WORD: "документ Word",
    _EXCEL: "таблица Excel",
    _SLIDES: "презентация",
    "application/msword": "документ Word",
    "application/vnd.ms-excel": "таблица Excel",
    "application/rtf": "документ RTF",
    "text/html": "веб-страница",
    "text/plain": "простой текст",
    "application/zip": "архив ZIP",
}

_TAKEN = "Принимаются документы, таблицы, презентации, PDF, изображения, MP3, MP4 и ZIP."
_PROGRAM = "Это программа или сценарий, такие файлы не принимаются. " + _TAKEN
_MACROS = "В файле есть макросы, такие файлы не принимаются. Сохраните его без макросов."
_PASSWORD = "Файл защищён паролем. Снимите пароль и загрузите его ещё раз."  # noqa: S105
_BROKEN = "Файл повреждён или загружен не полностью. Сохраните его заново и загрузите ещё раз."

_PROGRAM_SUFFIXES = frozenset(
    [
        "exe",
        "com",
        "scr",
        "msi",
        "msp",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "wsh",
        "hta",
        "jar",
        "dll",
        "cpl",
        "lnk",
        "reg",
        "sh",
        "app",
        "apk",
        "deb",
        "rpm",
        "py",
        "pyc",
        "php",
        "phar",
        "svg",
        "swf",
        "iso",
        "img",
    ]
)
_MACRO_SUFFIXES = frozenset(
    ["docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "ppsm", "potm"]
)
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_OOXML_KINDS = (
    (b"wordprocessingml", _WORD),
    (b"spreadsheetml", _EXCEL),
    (b"presentationml", _SLIDES),
)
_MACRO_PART = re.compile(r"(^|/)(vba(Project|Data)|Basic/|Scripts/)", re.IGNORECASE)
_HTML = re.compile(rb"<(!doctype\s+html|html|body|table|div|p)\b", re.IGNORECASE)
_FAITHFUL = {
    "image/jpg": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
    "audio/mp3": "audio/mpeg",
}


def clean_name(name: str) -> str:
    r"""Return the last part of a name, without what could be a path, a control or a trick.

    Examples
    --------
    >>> clean_name("../../x.html")
    'x.html'
    >>> clean_name("C:\\Документы\\Приказ № 5.docx")
    'Приказ № 5.docx'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    tidy = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", seen)).strip(" .")
    stem, dot, suffix = tidy.rpartition(".")
    if dot and len(tidy) > LONGEST_NAME:
        tidy = f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"
    return tidy[:LONGEST_NAME] or "файл"


def recognise(content: bytes, name: str) -> str:
    """Return the media type of a file that we take.

    Parameters
    ----------
    content : bytes
        The whole file.
    name : str
        The name it came under; its suffix must agree with the content.

    Raises
    ------
    FileRefused
        If it is empty, a program, carries macros, unpacks to a bomb, is broken, is protected by
        a password, is of an unknown type, or is not what its name says.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise FileRefused("Файл пуст. Проверьте, тот ли файл выбран.")
    suffix = PurePosixPath(clean_name(name)).suffix.lower().lstrip(".")
    _refuse_suffix(suffix)
    media_type = _media_type(content)
    if media_type == "text/html" and suffix in SUFFIXES["text/plain"]:
        media_type = "text/plain"  # text copied out of a page keeps a tag here and there
    if suffix and suffix not in SUFFIXES[media_type]:
        what = WORDS.get(media_type, media_type)
        raise FileRefused(
            f"Имя файла кончается на «.{suffix}», а внутри {what}. "
            f"Сохраните его с окончанием «.{SUFFIXES[media_type][0]}» и загрузите ещё раз."
        )
    return media_type


def _refuse_suffix(suffix: str) -> None:
    if suffix in _PROGRAM_SUFFIXES:
        raise FileRefused(_PROGRAM)
    if suffix in _MACRO_SUFFIXES:
        raise FileRefused(_MACROS)
    if suffix in {"rar", "7z", "gz", "tar"}:
        raise FileRefused(
            "Такие архивы не принимаются. Упакуйте файлы в ZIP или загрузите их по одному."
        )


def _media_type(content: bytes) -> str:
    head = content[:4096]
    if head.startswith(_PROGRAM_STARTS):
        raise FileRefused(_PROGRAM)
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_type(content)
    if head.startswith(_OLE):
        return _ole_type(content)
    if head.lstrip().startswith(b"{\\rtf"):
        return "application/rtf"
    return _signed_type(head) or _text_type(content)


def _signed_type(head: bytes) -> str | None:
    """Media type by the signatures that puremagic knows, of the kinds that have one."""
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return None
    for guess in found:
        media_type: str = _FAITHFUL.get(guess.mime_type, guess.mime_type)
        if media_type.startswith(("image/", "audio/", "video/")) and media_type in SUFFIXES:
            return media_type
    return None


def _text_type(content: bytes) -> str:
    """Text has no signature: it is what decodes and carries no control characters."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    sample = content[: 1 << 20]
    if not wide and re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", sample):
        raise FileRefused(f"Не удалось понять, что это за файл. {_TAKEN}")
    flat = sample.replace(b"\0", b"")
    return "text/html" if _HTML.search(flat[:65536]) else "text/plain"


def _ole_type(content: bytes) -> str:
    """Old Office: the names in its directory stand in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefused(_PASSWORD)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise FileRefused(_MACROS)
    for mark, media_type in _OLE_KINDS:
        if mark.encode("utf-16-le") in content:
            return media_type
    raise FileRefused(f"Не удалось понять, что это за файл. {_TAKEN}")


def _archive_type(content: bytes) -> str:
    try:
        check_archive(content, refuse_dtd=lambda _name: False)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _packed_type(archive)
    except ReadingRefused as refusal:
        raise FileRefused(str(refusal)) from refusal
    except ZIP_FAULTS as fault:
        raise FileRefused(_BROKEN) from fault


def _packed_type(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if any(_MACRO_PART.search(name) for name in names) or b"macroEnabled" in types:
        raise FileRefused(_MACROS)
    for mark, media_type in _OOXML_KINDS:
        if mark in types:
            return media_type
    if "mimetype" in names:
        media_type = archive.read("mimetype").decode("ascii", "replace").strip()
        if media_type in SUFFIXES:
            return media_type
    _refuse_packed_programs(names)
    return "application/zip"


def _refuse_packed_programs(names: list[str]) -> None:
    for name in names:
        suffix = PurePosixPath(name).suffix.lower().lstrip(".")
        if suffix in _PROGRAM_SUFFIXES | _MACRO_SUFFIXES:
            shown = clean_name(name)
            raise FileRefused(
                f"В архиве лежит программа или файл с макросами: «{shown}». Уберите его."
            )
