"""Past data sets are kept as changes, and read as if they were whole."""

from opora.results.store import Store
from opora.results.store.snapshots import _MOST_LINKS
from tests.results.store.builders import folder_of, source, table_file


def add(store, number, low=3):
    name = f"f{number}"
    return store.add([table_file(name, {f"edu{number:06}": (low, 4, 5, 6)})]).data_hash


def parts_of(store, data_hash):
    return {part.file for part in store.dataset(data_hash).all_parts}


def sizes(store):
    return [one.stat().st_size for one in (folder_of(store) / "manifests").iterdir()]


def test_every_data_set_is_read_across_many_changes(store):
    hashes = [add(store, number) for number in range(_MOST_LINKS + 5)]

    for number, data_hash in enumerate(hashes):
        dataset = store.dataset(data_hash)
        assert dataset.data_hash == data_hash
        assert len(dataset.all_parts) == number + 1


def test_a_change_is_kept_and_not_the_whole_manifest_anew(store):
    for number in range(20):
        add(store, number)

    assert sum(sizes(store)) < 4 * (folder_of(store) / "manifest.json").stat().st_size


def test_what_was_withdrawn_and_brought_again_stays_readable(store):
    first, second = add(store, 1), add(store, 2)
    without = store.withdraw(source("f2")).data_hash
    again, third = add(store, 2), add(store, 3)

    assert (without, again) == (first, second)
    assert [len(store.dataset(one).parts) for one in (first, second, third)] == [1, 2, 3]
    assert parts_of(store, third) == {"f1", "f2", "f3"}


def test_a_correction_changes_an_earlier_part_in_its_place(store):
    before = add(store, 1)
    add(store, 2)
    corrected = store.add([table_file("new", {"edu000001": (0, 1, 1, 1)})]).data_hash

    counting = {part.file for part in store.dataset(corrected).parts}
    assert counting == {"f2", "new"}
    assert {part.file for part in store.dataset(before).parts} == {"f1"}


def test_a_store_with_whole_manifests_goes_on(tmp_path):
    old = Store(tmp_path)
    first = add(old, 1)
    folder = folder_of(old)
    whole = (folder / "manifest.json").read_bytes()
    (folder / "manifests" / f"{first}.json").write_bytes(whole)

    second = add(Store(tmp_path), 2)

    assert [len(old.dataset(one).parts) for one in (first, second)] == [1, 2]
