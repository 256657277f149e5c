"""A copy is made of a running installation and put back into an empty one, as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
OPORA = [sys.executable, "-c", "from opora.cli import main; main()"]
FILL = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.utils.timezone import now
from opora.domain.acts.services import files
from opora.domain.people.models import User
User.objects.create_user("lukina@opora.example", "x" * 12)
files.keep("Протокол № 1".encode(), name="протокол.txt", at=now())
from pathlib import Path
from django.conf import settings
from opora.results.model import FileResults, Procedure, SchoolResult
from opora.results.store import Arrival, Store
school = SchoolResult("edu1", "СОШ № 1", Procedure("ВПР", "математика", 5, 2025), 10, 3)
read = FileResults("отметки.csv", schools=[school])
Store(Path(settings.OPORA_STORES) / "1").add([Arrival(read, "a" * 64)])
"""
LOOK = """
import django; django.setup()
from opora.domain.acts.models import StoredFile
from opora.domain.acts.services import files
from opora.domain.people.models import User
print(User.objects.get().email, files.read(StoredFile.objects.get()).decode())
from pathlib import Path
from django.conf import settings
from opora.results.store import Store, open_engine
totals = Store(Path(settings.OPORA_STORES) / "1").dataset().totals(open_engine())
print(totals["low"].to_pylist(), totals["tested"].to_pylist())
"""


def run(var: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "OPORA_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "opora.config.settings",
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop("OPORA_DATABASE", None)
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill an installation; its tests only ask it, and are refused what would change it."""
    folder = tmp_path_factory.mktemp("installation") / "old"
    assert run(folder, sys.executable, "-c", FILL).returncode == 0
    return folder


@pytest.fixture(scope="module")
def archive(old: Path) -> Path:
    target = old.with_name("copy.tar")
    made = run(old, *OPORA, "backup", str(target))
    assert "Копия снята" in made.stdout, made.stderr
    return target


def test_a_copy_put_back_holds_the_people_and_their_files(
    archive: Path, tmp_path: Path
) -> None:
    done = run(tmp_path / "new", *OPORA, "restore", str(archive))

    assert "Копия восстановлена" in done.stdout, done.stderr
    seen = run(tmp_path / "new", sys.executable, "-c", LOOK)
    assert seen.stdout.split("\n")[:2] == [
        "lukina@opora.example Протокол № 1",
        "[3] [10]",
    ], seen.stderr


def test_data_are_never_written_over(archive: Path, old: Path) -> None:
    done = run(old, *OPORA, "restore", str(archive))

    assert done.returncode != 0
    assert "уже есть данные" in done.stderr


def test_a_copy_cut_short_or_changed_is_refused_before_anything_is_touched(
    archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    (folder / "database").write_bytes((folder / "database").read_bytes()[:-1] + b"\0\0")
    changed = tmp_path / "changed.tar"
    with tarfile.open(changed, "w") as made:
        made.add(folder, arcname=".")
    cut = tmp_path / "cut.tar"
    cut.write_bytes(archive.read_bytes()[:700])

    for broken in (changed, cut):
        done = run(tmp_path / "new", *OPORA, "restore", str(broken))
        assert done.returncode != 0
        assert "Копия повреждена" in done.stderr or "не читается" in done.stderr
    assert (
        "Копия восстановлена" in run(tmp_path / "new", *OPORA, "restore", str(archive)).stdout
    )


def test_an_existing_file_is_not_replaced(archive: Path, old: Path) -> None:
    done = run(old, *OPORA, "backup", str(archive))

    assert done.returncode != 0
    assert "уже есть" in done.stderr
