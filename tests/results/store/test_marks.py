from datetime import date

import pyarrow.parquet as pq
import pytest

from opora.results.model import FileResults, Procedure
from opora.results.store import (
    Arrival,
    NoSuchDataset,
    NoSuchSource,
    NotAStore,
    Store,
    source_digest,
)
from tests.results.store.builders import (
    RUSSIAN,
    folder_of,
    pupil,
    pupil_file,
    source,
    table_file,
    two_classes,
)

REGION = {"edu010001": (3, 3, 3, 1), "edu010002": (1, 5, 5, 4)}


def test_what_was_added_is_counted(store, totals):
    store.add([table_file("a", REGION), table_file("b", REGION, RUSSIAN)])

    assert totals(store)["edu010001", "ВПР-МА-5", 2025] == (3, 10)
    assert totals(store)["edu010002", "ВПР-РУ-5", 2025] == (1, 15)


def test_the_same_bytes_again_change_nothing(store):
    first = store.add([table_file("a", REGION)])
    files = {path: path.read_bytes() for path in folder_of(store).rglob("*") if path.is_file()}

    again = store.add([table_file("a", REGION)])

    assert (again.data_hash, again.added, again.known) == (first.data_hash, (), ("a",))
    assert files == {
        path: path.read_bytes() for path in folder_of(store).rglob("*") if path.is_file()
    }


def test_each_part_is_a_file_named_by_its_source(store):
    store.add([table_file("a", REGION)])

    (path,) = (folder_of(store) / "marks").rglob("*.parquet")
    assert path.relative_to(folder_of(store)).parts == (
        "marks", "ВПР-МА-5", "2025", f"{source('a')}.parquet",
    )  # fmt: skip


def test_a_corrected_file_supersedes_only_its_own_schools(store, totals):
    store.add([table_file("a", REGION)])

    changed = store.add([table_file("b", {"edu010001": (1, 5, 3, 1)})])

    assert changed.superseded == {f"ВПР-МА-5/2025/{source('a')}": ("edu010001",)}
    assert totals(store)["edu010001", "ВПР-МА-5", 2025] == (1, 10)
    assert totals(store)["edu010002", "ВПР-МА-5", 2025] == (1, 15)


def test_a_superseded_file_brought_again_does_not_come_back(store, totals):
    store.add([table_file("a", REGION)])
    store.add([table_file("b", REGION | {"edu010001": (9, 1, 0, 0)})])

    store.add([table_file("a", REGION)])

    assert totals(store)["edu010001", "ВПР-МА-5", 2025] == (9, 10)


def test_a_withdrawn_correction_gives_back_what_it_corrected(store, totals):
    first = store.add([table_file("a", REGION)])
    store.add([table_file("b", {"edu010001": (1, 5, 3, 1)})])

    changed = store.withdraw(source("b")[:12])

    assert changed.data_hash == first.data_hash
    assert totals(store)["edu010001", "ВПР-МА-5", 2025] == (3, 10)


def test_a_withdrawn_file_in_the_middle_of_a_series_stops_counting(store, totals):
    years = [Procedure("ВПР", "математика", 5, year) for year in (2023, 2024, 2025)]
    store.add([table_file(str(one.year), REGION, one) for one in years])

    store.withdraw(source("2024"))

    assert {year for _, _, year in totals(store)} == {2023, 2025}


def test_a_withdrawn_file_counts_again_when_it_is_brought_again(store, totals):
    first = store.add([table_file("a", REGION)])
    store.withdraw(source("a"))
    assert totals(store) == {}

    assert store.add([table_file("a", REGION)]).data_hash == first.data_hash
    assert len(totals(store)) == 2


def test_any_past_data_set_is_read_by_its_hash(store, totals):
    first = store.add([table_file("a", REGION)])
    store.add([table_file("b", {"edu010001": (1, 5, 3, 1)})])
    store.withdraw(source("a"))
    store.compact()

    assert totals(store, first.data_hash[:10])["edu010001", "ВПР-МА-5", 2025] == (3, 10)


def test_the_hash_does_not_depend_on_the_order_of_files(tmp_path):
    files = [table_file("a", REGION), table_file("b", REGION, RUSSIAN)]
    one, other = Store(tmp_path / "one"), Store(tmp_path / "other")

    assert one.add(files).data_hash == other.add(reversed(files)).data_hash


def test_another_class_stands_beside_and_the_same_class_supersedes(store, totals):
    store.add([two_classes("a", classes=("5А",)), two_classes("b", classes=("5Б",))])
    assert totals(store)["edu010001", "ВПР-МА-5", 2025] == (18, 60)

    store.add([two_classes("c", classes=("5Б",), low=1)])
    assert totals(store)["edu010001", "ВПР-МА-5", 2025] == (12, 60)


def test_a_reserve_day_of_an_exam_stands_beside_the_main_day(store, totals):
    reserve = Procedure("ОГЭ", "математика", 9, 2025, date(2025, 6, 23))
    store.add([
        pupil_file("main", [pupil("s", 2, mark=2), pupil("s", 3, mark=4)]),
        pupil_file("reserve", [pupil("s", 2, mark=3, procedure=reserve)]),
    ])  # fmt: skip

    assert totals(store)["s", "ОГЭ-МА-9", 2025] == (1, 3)


def test_another_day_of_an_exam_is_told_for_who_sits_twice_is_counted_twice(store):
    reserve = Procedure("ОГЭ", "математика", 9, 2025, date(2025, 6, 23))
    first = store.add([pupil_file("main", [pupil("s", 2, mark=2)])])
    elsewhere = store.add([pupil_file("p", [pupil("p", 2, mark=2)])])

    later = store.add([pupil_file("r", [pupil("s", 2, mark=3, procedure=reserve)])])

    assert (first.beside, elsewhere.beside) == ((), ())
    assert later.beside == (("ОГЭ-МА-9", 2025),)
    assert "пересдавал" in " ".join(later.sentences())


def test_counts_by_score_give_the_distribution_of_the_marks(store, engine):
    store.add([
        two_classes("a"),
        pupil_file("b", [
            pupil("s", 2, mark=2, primary=5.0, participant="1"),
            pupil("s", 3, mark=3, primary=9.0, participant="1"),
            pupil("s", 4, mark=2, primary=5.0),
            pupil("s", 5, primary=11.5),
        ]),
    ])  # fmt: skip
    exam = ("ОГЭ-МА-9", 2025)
    dataset = store.dataset()

    told = dataset.distribution(engine, *exam)

    assert told.equals(dataset.distribution(engine, *exam, full_scan=True))
    assert [(one["mark"], one["primary"], one["pupils"]) for one in told.to_pylist()] == [
        (None, 11.5, 1), (2, 5.0, 2),
    ]  # fmt: skip
    assert sum(dataset.distribution(engine, "ВПР-МА-5", 2025)["pupils"].to_pylist()) == 30
    assert dataset.distribution(engine, "ВПР-МА-5", 1999).num_rows == 0


def test_a_boundary_is_changed_without_the_marks(store, engine):
    store.add(
        [pupil_file("b", [pupil("s", row, mark=3, primary=float(row)) for row in range(20)])]
    )
    for path in (folder_of(store) / "marks").rglob("*.parquet"):
        path.unlink()

    told = store.dataset().distribution(engine, "ОГЭ-МА-9", 2025).to_pylist()

    assert sum(one["pupils"] for one in told if one["primary"] < 8) == 8


def test_a_compaction_removes_what_a_killed_import_left(store):
    store.add([table_file("a", REGION)])
    left = folder_of(store) / "marks" / "ВПР-МА-5" / "2025" / "left.parquet"
    left.write_bytes(b"")

    store.compact()

    assert not left.exists()


def test_a_step_whose_writer_was_killed_is_no_history(store):
    store.add([table_file("a", REGION)])
    old = (folder_of(store) / "manifest.json").read_bytes()
    store.add([table_file("b", REGION, RUSSIAN)])
    (folder_of(store) / "manifest.json").write_bytes(old)

    assert [step.files for step in store.history()] == [("a",)]

    store.add([table_file("c", REGION, RUSSIAN)])
    assert [step.files for step in store.history()] == [("a",), ("c",)]


def test_a_second_attempt_in_one_file_is_not_counted(store, totals):
    reserve = Procedure("ОГЭ", "математика", 9, 2025, date(2025, 6, 23))
    store.add([
        pupil_file("a", [
            pupil("s", 2, mark=2, participant="1"),
            pupil("s", 9, mark=3, participant="1", procedure=reserve),
        ])
    ])  # fmt: skip

    assert totals(store)["s", "ОГЭ-МА-9", 2025] == (1, 1)


def test_a_pupil_without_a_mark_is_kept_and_not_counted(store, totals, engine):
    store.add([pupil_file("a", [pupil("s", 2, mark=2), pupil("s", 3, primary=11.0)])])

    assert totals(store)["s", "ОГЭ-МА-9", 2025] == (1, 1)
    assert store.dataset().rows(engine, "s", "ОГЭ-МА-9", 2025).num_rows == 2


def test_file_and_row_stand_behind_each_figure(store, engine):
    store.add([table_file("a", REGION), table_file("b", {"edu010003": (1, 1, 1, 1)})])
    store.compact()
    dataset = store.dataset()

    rows = dataset.rows(engine, "edu010002", "ВПР-МА-5", 2025).to_pylist()

    assert {(dataset.file_of(row["source"]), row["sheet"], row["row"]) for row in rows} == {
        ("a", "Лист1", 10)
    }
    assert dataset.rows(engine, "edu010002", "ВПР-МА-5", 1999).num_rows == 0


def test_compaction_joins_parts_and_changes_neither_hash_nor_list(store, totals):
    for number in range(6):
        store.add([table_file(str(number), {f"edu01000{number}": (number, 5, 5, 5)})])
    store.add([table_file("fix", {"edu010003": (0, 5, 5, 5)})])
    before = store.dataset().data_hash, totals(store)

    assert store.compact() == 6

    assert (store.dataset().data_hash, totals(store)) == before
    assert len(list((folder_of(store) / "marks").rglob("*.parquet"))) == 1
    assert store.compact() == 0


def test_a_joined_store_takes_further_files_and_joins_again(store, totals):
    store.add([table_file("a", REGION), table_file("b", {"edu010003": (1, 1, 1, 1)})])
    store.compact()
    store.add([table_file("c", {"edu010003": (2, 1, 1, 1)})])

    assert store.compact() == 1
    assert totals(store)["edu010003", "ВПР-МА-5", 2025] == (2, 5)


def test_a_data_set_opened_before_compaction_is_read_after_it(store, engine):
    store.add([table_file("a", REGION), table_file("b", {"edu010003": (1, 1, 1, 1)})])
    dataset = store.dataset()
    store.compact()

    assert dataset.totals(engine).num_rows == 3


def test_a_second_question_reads_the_kept_answer(store, engine):
    store.add([table_file("a", REGION)])
    first = store.dataset().totals(engine)
    for path in (folder_of(store) / "counts").rglob("*.parquet"):
        path.unlink()

    assert store.dataset().totals(engine).equals(first)


def test_names_of_schools_are_kept(store, engine):
    store.add([table_file("a", REGION), pupil_file("p", [pupil("30511", 4, mark=2)])])

    assert store.dataset().names(engine) == {
        "edu010001": "Школа edu010001", "edu010002": "Школа edu010002",
    }  # fmt: skip


def test_an_emptied_store_has_no_figures(store, engine, totals):
    store.add([table_file("a", REGION)])
    store.withdraw(source("a"))

    assert totals(store) == {}
    assert store.dataset().names(engine) == {}


def test_a_file_without_marks_is_told_and_the_rest_is_kept(store, totals):
    empty = Arrival(FileResults("пусто.xlsx", "vpr_tasks"), source("empty"))

    changed = store.add([table_file("a", REGION), empty])

    assert changed.empty == ("пусто.xlsx",)
    assert len(totals(store)) == 2


def test_a_folder_that_is_no_store_is_refused(tmp_path):
    with pytest.raises(NotAStore, match="нет хранилища"):
        Store(tmp_path).dataset()


def test_a_damaged_manifest_is_refused(store):
    store.add([table_file("a", REGION)])
    (folder_of(store) / "manifest.json").write_text("{")

    with pytest.raises(NotAStore, match="повреждён"):
        store.dataset()


@pytest.mark.parametrize("content", [None, b"PAR1"])
def test_a_part_that_is_gone_or_damaged_is_refused(store, engine, content):
    store.add([table_file("a", REGION)])
    for path in (folder_of(store) / "marks").rglob("*.parquet"):
        path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(NotAStore, match="пропал или повреждён"):
        store.dataset().totals(engine, full_scan=True)


@pytest.mark.parametrize("name", ["", "0000", "нет"])
def test_unknown_hashes_and_sources_are_refused(store, name):
    store.add([table_file("a", REGION)])

    with pytest.raises(NoSuchDataset):
        store.dataset(name)
    with pytest.raises(NoSuchSource):
        store.withdraw(name)


def test_a_part_may_be_read_by_any_reader_of_parquet(store):
    store.add([two_classes("a")])

    (path,) = (folder_of(store) / "marks").rglob("*.parquet")
    assert pq.read_table(path, partitioning=None).num_rows == 30


def test_the_digest_of_a_source_is_that_of_its_bytes(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"abc")

    assert source_digest(file).startswith("ba7816bf")
