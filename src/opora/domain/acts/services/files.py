"""Files that people bring: checked, kept once by their hash, never under a name they chose.

The order of writing makes a crash harmless: bytes go to a temporary file, which is renamed to
its place when it is whole; the row is written last. What a crash leaves is a file without a
row, and the next keeping of the same content takes it over.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import models

from opora.domain.acts import contents
from opora.domain.acts.contents import FileRefused, clean_name
from opora.domain.acts.models import StoredFile, content_path

__all__ = ["FileRefused", "Upload", "clean_name", "keep", "path_of", "read", "used_elsewhere"]

Source = bytes | Path | File  # type: ignore[type-arg]
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a person brings it, and the name it came under."""

    content: Source
    name: str


def keep(source: Source, *, name: str, at: datetime) -> StoredFile:
    """Check a file and keep it; the same content is kept once.

    Parameters
    ----------
    source : bytes, Path or File
        The content: an upload, a file on the disk or bytes in memory.
    name : str
        The name it came under: its suffix must agree with the content.
    at : datetime
        Now.

    Raises
    ------
    FileRefused
        If the file is empty, too large, dangerous, broken or not what its name says.
    """
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=folder)
    temporary = Path(made)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(source, target)
        media_type = contents.recognise(temporary.read_bytes(), name)
        return _settle(
            temporary,
            StoredFile(sha256=sha256, size=size, media_type=media_type, stored_at=at),
        )
    finally:
        temporary.unlink(missing_ok=True)


def _copy(source: Source, target: object) -> tuple[str, int]:
    """Write the source in pieces; return its hash and its size in bytes."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(source):
        size += len(piece)
        if size > settings.UPLOAD_LIMIT:
            raise FileRefused(
                f"Файл больше {settings.UPLOAD_LIMIT // 2**20} МБ. Уменьшите его, например "
                "сожмите изображения, или разделите на части."
            )
        digest.update(piece)
        target.write(piece)  # type: ignore[attr-defined]
    target.flush()  # type: ignore[attr-defined]
    os.fsync(target.fileno())  # type: ignore[attr-defined]
    return digest.hexdigest(), size


def _pieces(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    else:
        yield from source.chunks(_CHUNK)


def _settle(temporary: Path, stored: StoredFile) -> StoredFile:
    place = content_path(stored, "")
    final = Path(settings.MEDIA_ROOT) / place
    final.parent.mkdir(parents=True, exist_ok=True)
    if not final.exists():
        temporary.chmod(0o640)
        temporary.replace(final)
    kept, _ = StoredFile.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "size": stored.size,
            "media_type": stored.media_type,
            "content": place,
            "stored_at": stored.stored_at,
        },
    )
    return kept


def path_of(stored: StoredFile) -> Path:
    """Return where the bytes lie, for streaming."""
    return Path(stored.content.path)


def read(stored: StoredFile) -> bytes:
    """Return the whole content."""
    return path_of(stored).read_bytes()


def used_elsewhere(stored: StoredFile) -> list[models.Model]:
    """Return the rows of any app that point at this content: acts, drafts, evidence.

    Relations are walked as Django knows them, so apps downstream need not tell us their names.
    """
    found: list[models.Model] = []
    for relation in StoredFile._meta.related_objects:  # noqa: SLF001  # Django's documented API
        manager = relation.related_model._default_manager  # noqa: SLF001  # as above
        found += manager.filter(**{relation.field.name: stored})
    return found
