"""Bytes of tables: held apart until names of pupils are out of them, then kept for good.

What is brought lies in ``incoming`` of the stores, neither served nor backed up, until a job
has read it; then it is kept without persons, once by its hash, and the brought bytes are gone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files import File

from opora.domain.acts import contents
from opora.domain.acts.contents import FileRefused, clean_name
from opora.domain.acts.models import StoredFile, content_path
from opora.results import guards
from opora.results.refusals import ResultsRefused

__all__ = ["FileRefused", "Held", "Source", "WrongPlace", "hold", "keep"]

Source = bytes | Path | File  # type: ignore[type-arg]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/plain"
TABLES = frozenset(
    {
        XLSX,
        CSV,
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.spreadsheet",
        "text/html",
    }
)
_CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"


class WrongPlace(FileRefused):
    """The file is sound, but belongs on another page; the sentence says on which."""


@dataclass(frozen=True, slots=True)
class Held:
    """What was brought: the hash of its bytes."""

    sha256: str

    @property
    def path(self) -> Path:
        """Where the bytes wait for a job."""
        return Path(settings.OPORA_STORES) / "incoming" / self.sha256


def hold(source: Source, *, name: str) -> Held:
    """Take the bytes of a table in, checked, to wait for a job.

    Raises
    ------
    WrongPlace
        If it is a document and no table.
    FileRefused
        If the file is empty, too large, dangerous, broken or not what its name says.
    """
    folder = Path(settings.OPORA_STORES) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{uuid4().hex}.part"
    try:
        held = Held(_copy(source, draft))
        _check(draft, name)
        draft.replace(held.path)
        return held
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: Source, target: Path) -> str:
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        target.chmod(0o600)
        for piece in _pieces(source):
            size += len(piece)
            if size > settings.UPLOAD_LIMIT:
                raise FileRefused(
                    f"Файл больше {settings.UPLOAD_LIMIT // 2**20} МБ. Разделите его на части, "
                    "например по процедурам, и загрузите их по одной."
                )
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _pieces(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    else:
        yield from source.chunks(_CHUNK)


def _check(path: Path, name: str) -> None:
    """Refuse what is no table; workbooks have own limits, as a sheet of a region is large."""
    if _is_workbook(path, name):
        return
    media_type = contents.recognise(path.read_bytes(), name)
    if media_type not in TABLES:
        what = contents.WORDS.get(media_type, "не таблица")
        raise WrongPlace(
            f"Это {what}, а результаты загружают таблицами: XLSX, XLS, ODS или CSV. Приказы, "
            "положения и дорожные карты загружают на странице «Документы»."
        )


def _is_workbook(path: Path, name: str) -> bool:
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if not any(one.startswith("xl/worksheets/") for one in names):
                return False
            guards.check_archive(archive)
    except ResultsRefused as refusal:
        raise FileRefused(str(refusal)) from refusal
    except guards.ZIP_FAULTS:
        return False
    suffix = PurePosixPath(clean_name(name)).suffix.lower().lstrip(".")
    if (
        any("vbaproject" in one.lower() for one in names)
        or suffix not in contents.SUFFIXES[XLSX]
    ):
        raise FileRefused(
            "Это книга Excel с макросами или под чужим именем. Сохраните её как XLSX без "
            "макросов и загрузите ещё раз."
        )
    return True


def keep(path: Path, *, at: datetime) -> StoredFile:
    """Keep the bytes of a table for good, the same content once.

    Parameters
    ----------
    path : Path
        A file that was checked by ``hold``, or made from one.
    at : datetime
        Now.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    stored = StoredFile(
        sha256=sha256, size=path.stat().st_size, media_type=_media_type(path), stored_at=at
    )
    place = content_path(stored, "")
    final = Path(settings.MEDIA_ROOT) / place
    if not final.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        draft = final.with_suffix(f".{uuid4().hex}")
        shutil.copyfile(path, draft)
        draft.chmod(0o640)
        draft.replace(final)
    kept, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": stored.size,
            "media_type": stored.media_type,
            "content": place,
            "stored_at": at,
        },
    )
    return kept


def _media_type(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_ZIP):
        return XLSX
    return "application/vnd.ms-excel" if start.startswith(b"\xd0\xcf\x11\xe0") else CSV
