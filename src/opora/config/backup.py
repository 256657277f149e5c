"""A copy of everything an installation holds in one file, and the way back.

The archive (tar) holds ``manifest.json`` with the SHA-256 of each member, the database (a whole
SQLite file copied while in use, or ``pg_dump``'s custom format), the files people brought and
the marks stores, each held still while it is copied.
Restoring checks every member before anything is touched, and never writes over data.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from opora.results.store import Store

MANIFEST, DATABASE, FILES, STORES = "manifest.json", "database", "media", "stores"
CHUNK = 1 << 20


class BackupRefused(Exception):
    """The copy cannot be made or put back; the sentence says why and what to do."""


def back_up(target: Path, *, at: datetime) -> int:
    """Write the archive; return how many files it holds. It appears whole or not at all.

    Raises
    ------
    BackupRefused
        If a file stands at the place, or ``pg_dump`` is missing or fails.
    """
    if target.exists():
        raise BackupRefused(f"Файл {target} уже есть. Назовите другой.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, _stores_held():
        database = Path(folder) / DATABASE
        _dump(database)
        members = [(DATABASE, database), *_brought_files(), *_store_files()]
        partial = Path(folder) / "archive"
        with tarfile.open(partial, "w") as archive:
            _add_manifest(archive, members, at=at)
            for name, path in members:
                archive.add(path, arcname=name, recursive=False)
        partial.replace(target)
    return len(members)


def restore(source: Path) -> int:
    """Put an archive back into an empty installation; return how many files it held.

    Raises
    ------
    BackupRefused
        If the archive is broken, of another database, or the installation holds data.
    """
    if _holds_data():
        raise BackupRefused(
            "В этой установке уже есть данные. Восстанавливайте в пустую папку OPORA_VAR "
            "или пустую базу."
        )
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent) as folder:
        sums = _unpack_checked(source, Path(folder))
        _load(Path(folder) / DATABASE)
        for name, place in ((FILES, media), (STORES, Path(settings.OPORA_STORES))):
            if (Path(folder) / name).exists():
                shutil.copytree(Path(folder) / name, place, dirs_exist_ok=True)
    return len(sums)


def _brought_files() -> list[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    found = sorted(path for path in (root / "files").rglob("*") if path.is_file())
    return [(f"{FILES}/{path.relative_to(root)}", path) for path in found]


def _stores() -> list[Path]:
    """Return the folders of the marks stores; what waits to be read is no store."""
    root = Path(settings.OPORA_STORES)
    return sorted(path.parent for path in root.glob("*/manifest.json"))


@contextmanager
def _stores_held() -> Iterator[None]:
    """Let nobody change a store; readers go on."""
    with ExitStack() as held:
        for store in _stores():
            held.enter_context(Store(store).storage.locked(shared=True))
        yield


def _store_files() -> list[tuple[str, Path]]:
    root = Path(settings.OPORA_STORES)
    found = (path for store in _stores() for path in sorted(store.rglob("*")))
    kept = (path for path in found if path.is_file() and path.parent.name != "tmp")
    return [(f"{STORES}/{path.relative_to(root)}", path) for path in kept]


def _add_manifest(
    archive: tarfile.TarFile, members: list[tuple[str, Path]], *, at: datetime
) -> None:
    manifest = {
        "version": version("opora"),
        "made": at.isoformat(),
        "engine": connection.vendor,
        "sums": {name: _sum(path.open("rb")) for name, path in members},
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _sum(stream: IO[bytes]) -> str:
    with stream:
        digest = hashlib.sha256()
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _unpack_checked(source: Path, folder: Path) -> dict[str, str]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, OSError, ValueError) as error:
        raise BackupRefused(f"Файл {source} не читается как копия Опоры: {error}") from error
    if manifest.get("engine") != connection.vendor:
        raise BackupRefused(
            f"Копия снята с базы {manifest.get('engine')}, а здесь {connection.vendor}. "
            "Задайте ту же базу в OPORA_DATABASE."
        )
    sums: dict[str, str] = manifest["sums"]
    for name in _broken(folder, sums):
        raise BackupRefused(f"Копия повреждена: {name} не сходится с описью. Возьмите другую.")
    return sums


def _broken(folder: Path, sums: dict[str, str]) -> Iterator[str]:
    for name, wanted in sums.items():
        path = folder / name
        if not path.is_file() or _sum(path.open("rb")) != wanted:
            yield name


def _holds_data() -> bool:
    if "people_user" not in connection.introspection.table_names():
        return False
    from opora.domain.people.models import User

    return User.objects.exists()


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        source = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))
        with closing(source), closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    _run("pg_dump", "--format=custom", f"--file={target}")


def _load(source: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        place = str(settings.DATABASES["default"]["NAME"])
        with (
            closing(sqlite3.connect(source)) as copy,
            closing(sqlite3.connect(place)) as target,
        ):
            copy.backup(target)
        return
    name = str(connection.settings_dict["NAME"])
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={name}", str(source))


def _run(program: str, *arguments: str) -> None:
    base: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    place = {variable: str(base[key]) for variable, key in names.items() if base[key]}
    environment = os.environ | place | {"PGDATABASE": str(base["NAME"])}
    try:
        subprocess.run([program, *arguments], env=environment, check=True, capture_output=True)
    except FileNotFoundError as error:
        raise BackupRefused(
            f"Нет программы {program}: apt-get install postgresql-client"
        ) from error
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", "replace")[-400:]
        raise BackupRefused(f"{program} остановилась: {words}") from error
