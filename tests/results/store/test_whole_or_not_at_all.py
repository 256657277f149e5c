"""A store is whole after anything: a full disk, a kill, two imports at once."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from opora.results.store import Store, StoreNotWritable
from opora.results.store.disk import Disk
from tests.results.store.builders import folder_of, table_file

REGION = {"edu010001": (3, 3, 3, 1), "edu010002": (1, 5, 5, 4)}
ROOT = Path(__file__).resolve().parents[3]

ENDLESS_IMPORT = """
import sys
from pathlib import Path
from opora.results.store import Store
from tests.results.store.builders import table_file

store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 1_000_000):
    store.add([table_file(f"{number}", {f"edu{number:06}": (3, 3, 3, 1)})])
    print("ready", flush=True)
    if number % 5 == 4:
        store.compact()
"""


def test_a_killed_import_leaves_no_half_part(tmp_path, engine):
    chance = random.Random(7)
    place = tmp_path / "store"
    store = Store(place)
    for start in range(0, 400_000, 100_000):
        running = started(ENDLESS_IMPORT, place, start, stdout=subprocess.PIPE)
        with running:
            running.stdout.readline()
            time.sleep(chance.uniform(0.02, 0.4))
            running.send_signal(signal.SIGKILL)
        check_whole(store, engine)
    assert len(store.dataset().parts) >= 4


def check_whole(store, engine):
    dataset = store.dataset()
    scanned = dataset.totals(engine, full_scan=True)
    assert scanned.num_rows == len(dataset.parts)
    assert dataset.totals(engine).equals(scanned)
    for path in (folder_of(store) / "manifests").glob("*.json"):
        past = store.dataset(path.stem)
        assert past.data_hash == path.stem
        assert past.totals(engine, full_scan=True).num_rows == len(past.parts)


def test_what_a_killed_import_left_is_swept_by_the_next(store):
    store.add([table_file("a", REGION)])
    (folder_of(store) / "tmp" / "left").write_bytes(b"half")

    store.add([table_file("b", REGION)])

    assert list((folder_of(store) / "tmp").iterdir()) == []


@pytest.mark.parametrize("writes", range(7))
def test_a_full_disk_leaves_the_store_as_it_was(store, engine, monkeypatch, writes):
    before = store.add([table_file("a", REGION)])
    fill_disk_after(monkeypatch, writes)

    with pytest.raises(StoreNotWritable, match="нет места"):
        store.add([table_file("b", {"edu010003": (1, 1, 1, 1)})])

    monkeypatch.undo()
    assert store.dataset().data_hash == before.data_hash
    assert store.dataset().totals(engine, full_scan=True).num_rows == 2
    assert len(store.add([table_file("b", {"edu010003": (1, 1, 1, 1)})]).added) == 1
    assert store.dataset().totals(engine).num_rows == 3


@pytest.mark.parametrize("writes", range(4))
def test_a_full_disk_during_compaction_loses_nothing(store, engine, monkeypatch, writes):
    before = store.add([table_file("a", REGION), table_file("b", {"edu010003": (1, 1, 1, 1)})])
    fill_disk_after(monkeypatch, writes)

    with pytest.raises(StoreNotWritable):
        store.compact()

    monkeypatch.undo()
    assert store.dataset().data_hash == before.data_hash
    assert store.dataset().totals(engine, full_scan=True).num_rows == 3


def fill_disk_after(monkeypatch, writes):
    put, left = Disk.put, iter(range(writes))

    def put_or_refuse(disk, name, write):
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(disk, name, write)

    monkeypatch.setattr(Disk, "put", put_or_refuse)


def test_a_folder_that_forbids_writing_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("не папка")

    with pytest.raises(StoreNotWritable, match="для записи: на этом месте файл, а не папка"):
        Store(tmp_path / "file").add([table_file("a", REGION)])


def test_a_write_that_fails_leaves_no_draft_and_no_file(tmp_path):
    def fail(path):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        Disk(tmp_path).put("a/b", fail)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


THREE_FILES = """
import sys
from opora.results.store import Store
from tests.results.store.builders import table_file

for number in range(int(sys.argv[2]), int(sys.argv[2]) + 3):
    Store(sys.argv[1]).add([table_file(f"{number}", {f"edu{number:06}": (3, 3, 3, 1)})])
"""


def started(program, *words, **more):
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": f"{ROOT}/src:{ROOT}"}, **more,
    )  # fmt: skip


def test_three_imports_at_once_all_count(tmp_path, engine):
    place = tmp_path / "store"

    running = [started(THREE_FILES, place, number) for number in (10, 20, 30)]

    assert [one.wait() for one in running] == [0, 0, 0]
    assert Store(place).dataset().totals(engine).num_rows == 9
    assert len(Store(place).history()) == 9


IMPORT_UNDER_A_LIMIT = """
import resource, sys
from opora.results.store import Store, StoreNotWritable
from tests.results.store.builders import many_rows

if sys.argv[2] == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
try:
    Store(sys.argv[1]).add([many_rows("большой", 200_000, 20_000, grade=6)])
except StoreNotWritable as refusal:
    print(refusal)
    raise SystemExit(2)
"""


def refused_import(place, how):
    running = started(IMPORT_UNDER_A_LIMIT, place, how, stdout=subprocess.PIPE)
    told = running.communicate()[0].decode()
    assert running.returncode == 2, told
    return told


def check_untouched(place, before, engine):
    assert Store(place).dataset().data_hash == before.data_hash
    assert Store(place).dataset().totals(engine, full_scan=True).num_rows == 2
    assert [*(place / "tmp").iterdir()] == []


def test_a_file_larger_than_the_system_allows_leaves_the_store_as_it_was(tmp_path, engine):
    place = tmp_path / "store"
    before = Store(place).add([table_file("a", REGION)])

    assert "нет места" in refused_import(place, "limit")

    check_untouched(place, before, engine)


@pytest.fixture
def tiny_disk(tmp_path):
    """A real file system of 200 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    words = [mount or "mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if not mount or os.geteuid() or subprocess.call(words):
        pytest.skip("нет прав подключить маленький диск")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full_leaves_the_store_as_it_was(tiny_disk, engine):
    place = tiny_disk / "store"
    before = Store(place).add([table_file("a", REGION)])

    assert "нет места" in refused_import(place, "no limit")

    check_untouched(place, before, engine)
