"""The stores that benchmarks build are those that imports make."""

import pytest
from benchmarks.stores import Shape, build, files_of, rows_of

from opora.results.model import FileResults, Place, Procedure, PupilResult, SchoolResult
from opora.results.store import Arrival, Store, open_engine

SHAPE = Shape(schools=3, pupils=30, assessments=("ВПР-МА-5", "ОГЭ-РУ-9"))


def procedure_of(row):
    kind, subject, grade = row["assessment"].split("-")
    return Procedure(kind, subject, int(grade), row["year"], row["day"])


def pupil_of(row):
    return PupilResult(
        place=Place(row["sheet"], row["row"]), school=row["school"], procedure=procedure_of(row),
        class_name=row["class_name"], participant=None, tasks=(), primary=None,
        mark=row["mark"], journal_mark=None, final=None,
    )  # fmt: skip


def arrival_of(file):
    rows = rows_of(SHAPE, file).to_pylist()
    named = {row["school"]: row["name"] for row in rows}
    schools = [SchoolResult(code, name, procedure_of(rows[0])) for code, name in named.items()]
    read = FileResults(file.name, pupils=[pupil_of(row) for row in rows], schools=schools)
    return Arrival(read, file.source)


@pytest.fixture
def built(tmp_path):
    build(SHAPE, tmp_path / "built")
    return Store(tmp_path / "built")


def test_a_built_store_equals_one_that_took_the_same_results(built, tmp_path):
    taken = Store(tmp_path / "taken")
    taken.add([arrival_of(file) for file in files_of(SHAPE)])

    assert built.dataset().data_hash == taken.dataset().data_hash
    assert built.dataset().parts == taken.dataset().parts
    engine = open_engine()
    for full_scan in (False, True):
        ours, theirs = (
            one.dataset().totals(engine, full_scan=full_scan) for one in (built, taken)
        )
        assert ours.equals(theirs)
        assert ours.num_rows == SHAPE.schools * 2 * 2
    assert built.dataset().names(engine) == taken.dataset().names(engine)


def test_rows_by_mark_tell_the_same_totals_as_rows_by_pupil(built, tmp_path):
    build(Shape(SHAPE.schools, SHAPE.pupils, SHAPE.assessments, by_mark=True), tmp_path / "few")
    engine = open_engine()

    few = Store(tmp_path / "few").dataset().totals(engine, full_scan=True)

    assert few.equals(built.dataset().totals(engine))


def test_a_built_store_takes_further_files(built):
    before = built.dataset().data_hash

    assert built.add([arrival_of(next(iter(files_of(SHAPE))))]).data_hash == before


def test_a_built_store_names_its_data_and_carries_scores(tmp_path):
    build(
        Shape(4, 30, ("ВПР-МА-5",), (2024,), scored=True, schools_of_a_file=2),
        tmp_path / "told",
    )
    store = Store(tmp_path / "told")

    told = store.dataset(store.dataset().data_hash)
    scores = told.distribution(open_engine(), "ВПР-МА-5", 2024)
    again = told.distribution(open_engine(), "ВПР-МА-5", 2024, full_scan=True)

    assert len(told.parts) == 2
    assert scores.equals(again)
    assert sum(scores["pupils"].to_pylist()) == 4 * 30
    assert scores["primary"].null_count == 0
