"""A store in an object storage; that of the memory stands for S3."""

import sys
import threading
import types

import fsspec
import pytest
from fsspec.implementations.dirfs import DirFileSystem

from opora.results.store import (
    NotAStore,
    StorageUnavailable,
    Store,
    StoreBusy,
    StoreNotWritable,
)
from opora.results.store.objects import Objects
from tests.results.store.builders import RUSSIAN, source, table_file

REGION = {"edu010001": (3, 3, 3, 1), "edu010002": (1, 5, 5, 4)}


@pytest.fixture
def remote():
    filesystem = fsspec.filesystem("memory")
    yield Store("memory://bucket/marks")
    filesystem.rm("/bucket", recursive=True)


def bucket():
    return fsspec.filesystem("memory")


def impatient(store):
    store.storage._wait = 0.3
    return store


def test_a_remote_store_gives_what_a_folder_gives(remote, store, totals):
    files = [table_file("a", REGION), table_file("b", REGION, RUSSIAN)]

    changed = remote.add(files)

    assert changed == store.add(files)
    assert totals(remote) == totals(store)


def test_corrections_withdrawals_and_past_data_work_remotely(remote, totals):
    first = remote.add([table_file("a", REGION)])
    remote.add([table_file("b", {"edu010001": (1, 5, 3, 1)})])
    assert totals(remote)["edu010001", "ВПР-МА-5", 2025] == (1, 10)

    remote.withdraw(source("a"))

    assert totals(remote, first.data_hash[:10])["edu010001", "ВПР-МА-5", 2025] == (3, 10)
    assert [step.what for step in remote.history()] == ["add", "add", "withdraw"]


def test_names_and_rows_are_read_remotely(remote, engine):
    remote.add([table_file("a", REGION)])
    dataset = remote.dataset()

    assert dataset.names(engine)["edu010001"] == "Школа edu010001"
    assert dataset.rows(engine, "edu010002", "ВПР-МА-5", 2025).num_rows == 4


def test_what_is_joined_stays_for_readers_until_the_next_compaction(remote, totals):
    remote.add([table_file("a", REGION), table_file("b", {"edu010003": (1, 1, 1, 1)})])
    before = totals(remote)

    assert remote.compact() == 1
    assert len(remote.storage.files("marks")) == 3
    assert totals(remote) == before

    assert remote.compact() == 0
    assert len(remote.storage.files("marks")) == 1
    assert totals(remote) == before


def test_no_lock_is_left_behind(remote):
    remote.add([table_file("a", REGION)])

    assert not remote.storage.exists("lock")
    assert remote.unlock() is False


def test_a_second_writer_is_told_who_writes_and_how_to_go_on(remote):
    remote.add([table_file("a", REGION)])
    before = remote.dataset().data_hash
    with (
        remote.storage.locked(),
        pytest.raises(StoreBusy, match="opora store unlock memory://bucket/marks"),
    ):
        impatient(Store("memory://bucket/marks")).add([table_file("b", REGION, RUSSIAN)])

    assert remote.dataset().data_hash == before


def test_a_writer_waits_for_another_one(remote):
    def bring(number):
        Store("memory://bucket/marks").add(
            [table_file(str(number), {f"edu01000{number}": (1, 1, 1, 1)})]
        )

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(remote.dataset().parts) == 5


def test_a_lock_left_by_a_killed_writer_is_removed_by_a_person(remote):
    remote.add([table_file("a", REGION)])
    bucket().pipe_file("/bucket/marks/lock", b"host, 1, token")
    with pytest.raises(StoreBusy, match="host"):
        impatient(Store("memory://bucket/marks")).add([table_file("b", REGION, RUSSIAN)])

    assert remote.unlock() is True

    assert len(remote.add([table_file("b", REGION, RUSSIAN)]).added) == 1


def test_a_writer_whose_lock_was_taken_away_changes_nothing(remote):
    remote.add([table_file("a", REGION)])
    before = remote.dataset().data_hash

    def arrivals():
        remote.unlock()
        yield table_file("b", REGION, RUSSIAN)

    with pytest.raises(StoreBusy, match="снят во время записи"):
        remote.add(arrivals())

    assert remote.dataset().data_hash == before


def test_a_storage_that_refuses_is_a_sentence_and_the_store_stays(remote, monkeypatch):
    remote.add([table_file("a", REGION)])
    before = remote.dataset().data_hash
    monkeypatch.setattr(
        type(remote.storage.filesystem), "put_file", lambda *_: (_ for _ in ()).throw(
            PermissionError("Access Denied")
        )
    )  # fmt: skip

    with pytest.raises(StoreNotWritable, match=r"нет права доступа \(Access Denied\)\."):
        remote.add([table_file("b", REGION, RUSSIAN)])

    assert remote.dataset().data_hash == before
    assert not remote.storage.exists("lock")


def test_a_damaged_part_is_a_sentence(remote, engine):
    remote.add([table_file("a", REGION)])
    bucket().pipe_file("/bucket/marks/" + remote.storage.files("marks")[0], b"PAR1")

    with pytest.raises(NotAStore, match="пропал или повреждён"):
        remote.dataset().totals(engine, full_scan=True)


def test_an_empty_prefix_is_no_store(remote):
    remote.storage.put("other", lambda path: path.write_bytes(b""))

    with pytest.raises(NotAStore, match="нет хранилища"):
        remote.dataset()


@pytest.mark.parametrize(
    ("url", "why"),
    [("nowhere://a/b", "адреса такого вида неизвестны"), ("oss://a/b", "не установлен пакет")],
)
def test_a_storage_that_is_not_installed_is_a_sentence(url, why):
    with pytest.raises(StorageUnavailable, match=f"не открывается: {why}"):
        Store(url)


def test_a_local_url_is_a_folder(tmp_path, totals):
    Store(f"file://{tmp_path}/s").add([table_file("a", REGION)])

    assert len(totals(Store(tmp_path / "s"))) == 2


def test_another_file_system_of_fsspec_will_do(tmp_path, totals):
    inner = fsspec.filesystem("file", auto_mkdir=True)
    store = Store(tmp_path)
    store.storage = Objects("dir://s", DirFileSystem(str(tmp_path), inner), "s")

    store.add([table_file("a", REGION), table_file("b", REGION, RUSSIAN)])

    assert len(totals(store)) == 4


def test_what_the_client_of_s3_raises_is_a_sentence(remote, monkeypatch):
    remote.add([table_file("a", REGION)])

    class BotoCoreError(Exception):
        pass

    def fail(*_):
        raise BotoCoreError("Unable to locate credentials")

    client = types.ModuleType("botocore.exceptions")
    client.BotoCoreError = BotoCoreError
    monkeypatch.setitem(sys.modules, "botocore", types.ModuleType("botocore"))
    monkeypatch.setitem(sys.modules, "botocore.exceptions", client)
    monkeypatch.setattr(remote.storage.filesystem, "exists", fail, raising=False)

    with pytest.raises(NotAStore, match=r"связи с ним нет \(Unable to locate"):
        remote.dataset()
