"""A store is whole after anything: a full disk, a kill, two imports at once."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opora.results.store import Store, StoreNotWritable, disk
from tests.results.store.builders import table_file

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
    store = Store(tmp_path / "store")
    for start in range(0, 400_000, 100_000):
        running = subprocess.Popen(
            [sys.executable, "-c", ENDLESS_IMPORT, str(store.directory), str(start)],
            stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": f"{ROOT}/src:{ROOT}"},
        )  # fmt: skip
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
    for path in (store.directory / "manifests").glob("*.json"):
        past = store.dataset(path.stem)
        assert past.data_hash == path.stem
        assert past.totals(engine, full_scan=True).num_rows == len(past.parts)


def test_what_a_killed_import_left_is_swept_by_the_next(store):
    store.add([table_file("a", REGION)])
    (store.directory / "tmp" / "left").write_bytes(b"half")

    store.add([table_file("b", REGION)])

    assert list((store.directory / "tmp").iterdir()) == []


@pytest.mark.parametrize("writes", range(5))
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


@pytest.mark.parametrize("writes", range(3))
def test_a_full_disk_during_compaction_loses_nothing(store, engine, monkeypatch, writes):
    before = store.add([table_file("a", REGION), table_file("b", {"edu010003": (1, 1, 1, 1)})])
    fill_disk_after(monkeypatch, writes)

    with pytest.raises(StoreNotWritable):
        store.compact()

    monkeypatch.undo()
    assert store.dataset().data_hash == before.data_hash
    assert store.dataset().totals(engine, full_scan=True).num_rows == 3


def fill_disk_after(monkeypatch, writes):
    put, left = disk.put, iter(range(writes))

    def put_or_refuse(directory, name, write):
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(directory, name, write)

    monkeypatch.setattr(disk, "put", put_or_refuse)


def test_a_folder_that_forbids_writing_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("не папка")

    with pytest.raises(StoreNotWritable, match="не открывается для записи"):
        Store(tmp_path / "file").add([table_file("a", REGION)])


def test_a_write_that_fails_leaves_no_draft_and_no_file(tmp_path):
    def fail(path):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        disk.put(tmp_path, "a/b", fail)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_two_imports_at_once_both_count(store, engine):
    def bring(number):
        return Store(store.directory).add(
            [table_file(str(number), {f"edu01000{number}": (1, 1, 1, 1)})]
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bring, range(8)))

    assert store.dataset().totals(engine).num_rows == 8
