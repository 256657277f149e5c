"""A list between its upload and its confirmation: on the disk, known to one session only."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest

KEY = "kept_list"
FOLDER = "rosters"
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the list lies and what it was called.

    ``key`` is the hash of its bytes; ``whose`` the territory or organisation it is of, or 0.
    """

    key: str
    place: str
    name: str
    kind: str
    whose: int

    def read(self) -> bytes:
        """Return the bytes."""
        with default_storage.open(self.place) as file:
            return bytes(file.read())


def keep(  # noqa: PLR0913  # what is kept, and what must be known of it
    request: HttpRequest, content: bytes, *, name: str, kind: str, whose: int, at: datetime
) -> Kept:
    """Keep a list for the session; the one kept before, and those nobody confirmed, go away."""
    forget(request)
    _drop_old(at)
    key = hashlib.sha256(content).hexdigest()
    place = default_storage.save(f"{FOLDER}/{key}", ContentFile(content))
    kept = Kept(key=key, place=place, name=name, kind=kind, whose=whose)
    request.session[KEY] = asdict(kept)
    return kept


def kept(request: HttpRequest, kind: str) -> Kept | None:
    """Return the list of this session, None if there is none of the kind any more."""
    found = request.session.get(KEY)
    if not found or found["kind"] != kind or not default_storage.exists(found["place"]):
        return None
    return Kept(**found)


def forget(request: HttpRequest) -> None:
    """Delete the list of this session."""
    found = request.session.pop(KEY, None)
    if found:
        default_storage.delete(found["place"])


def _drop_old(at: datetime) -> None:
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        place = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(place) < at - KEPT_FOR:
            default_storage.delete(place)
