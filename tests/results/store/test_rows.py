from datetime import date

import pytest

from opora.results.model import FileResults, Procedure, SchoolResult
from opora.results.store.rows import counts_of, digest_of, is_low, tables_of
from tests.results.store.builders import MATHS, pupil, pupil_file, table_file, two_classes


def rows_of(arrival, key):
    return tables_of(arrival.results, arrival.source)[key].to_pylist()


def test_a_table_of_marks_becomes_a_row_a_mark():
    rows = rows_of(table_file("a", {"edu010001": (3, 0, 5, 2)}), ("ВПР-МА-5", 2025))

    assert [(row["mark"], row["low"], row["pupils"]) for row in rows] == [
        (2, True, 3), (4, False, 5), (5, False, 2),
    ]  # fmt: skip


def test_a_table_with_the_low_ones_alone_becomes_two_rows():
    school = SchoolResult("edu010001", None, MATHS, participants=20, below=6)
    (rows,) = tables_of(FileResults("a", schools=[school]), "s").values()

    assert [(row["low"], row["pupils"]) for row in rows.to_pylist()] == [(True, 6), (False, 14)]


@pytest.mark.parametrize(("primary", "mark", "low"), [(5, 3, True), (7, 2, False)])
def test_the_federal_scale_decides_what_is_low_in_vpr(primary, mark, low):
    procedure = Procedure("ВПР", "математика", 5, 2023)

    assert is_low(pupil("s", 1, mark=mark, primary=primary, procedure=procedure)) is low


def test_the_mark_decides_where_no_scale_is_known():
    procedure = Procedure("ВПР", "математика", 5, 2025)

    assert is_low(pupil("s", 1, mark=2, primary=11, procedure=procedure)) is True


def test_the_mark_of_the_protocol_decides_in_oge():
    procedure = Procedure("ОГЭ", "математика", 9, 2023)

    assert is_low(pupil("s", 1, mark=2, primary=22, procedure=procedure)) is True


@pytest.mark.parametrize(
    ("final", "low"), [(23.0, True), (24.0, False), (35.0, False), (None, None)]
)
def test_the_minimum_for_the_certificate_decides_in_ege(final, low):
    procedure = Procedure("ЕГЭ", "русский язык", 11, 2025)

    assert is_low(pupil("s", 1, final=final, procedure=procedure)) is low


def test_a_subject_without_a_minimum_is_not_guessed():
    procedure = Procedure("ЕГЭ", "русский язык", 11, 1999)

    assert is_low(pupil("s", 1, final=10.0, procedure=procedure)) is None


def test_attempts_of_a_participant_are_numbered_by_day():
    later = Procedure("ОГЭ", "математика", 9, 2025, date(2025, 6, 23))
    pupils = [
        pupil("s", 1, mark=3, procedure=later, participant="7"),
        pupil("s", 2, mark=2, participant="7"),
        pupil("s", 3, mark=4, participant="8"),
        pupil("s", 4, mark=4),
        pupil("s", 5, mark=4),
    ]

    rows = rows_of(pupil_file("a", pupils), ("ОГЭ-МА-9", 2025))

    assert [row["attempt"] for row in rows] == [2, 1, 1, 1, 1]


def test_a_subject_nobody_knows_and_a_file_without_marks_give_nothing():
    strange = Procedure("ВПР", "алхимия", 5, 2025)
    school = SchoolResult("edu010001", None, MATHS, participants=20)

    assert tables_of(table_file("a", {"s": (1, 1, 1, 1)}, strange).results, "s") == {}
    assert tables_of(FileResults("a", schools=[school]), "s") == {}


def test_counts_keep_every_pupil_and_forget_nothing_of_class_and_mark():
    arrival = two_classes("a")
    (rows,) = tables_of(arrival.results, arrival.source).values()
    counts = counts_of(rows).to_pylist()

    assert sum(row["pupils"] for row in counts) == rows.num_rows
    assert {(row["class_name"], row["mark"]) for row in counts} == {
        ("5А", 2), ("5Б", 2), ("5А", 4), ("5Б", 4),
    }  # fmt: skip


def test_a_participants_code_is_not_among_the_columns():
    (row,) = rows_of(
        pupil_file("a", [pupil("s", 9, mark=2, participant="90017")]), ("ОГЭ-МА-9", 2025)
    )

    assert "90017" not in {str(value) for value in row.values()}


def test_the_digest_is_of_the_values():
    one, same, other = (
        next(iter(tables_of(table_file("a", {"s": marks}).results, "x").values()))
        for marks in ((1, 2, 3, 4), (1, 2, 3, 4), (2, 1, 3, 4))
    )

    assert digest_of(one) == digest_of(same) != digest_of(other)


def test_a_grade_nobody_names_is_passed_over():
    unknown = Procedure("ОГЭ", "математика", None, 2025)

    assert (
        tables_of(pupil_file("a", [pupil("s", 1, mark=2, procedure=unknown)]).results, "x")
        == {}
    )


def test_the_mark_decides_where_the_paper_is_not_that_of_the_scale():
    procedure = Procedure("ВПР", "математика", 5, 2023)
    pupils = [pupil("s", row, mark=4, primary=4, procedure=procedure) for row in (1, 2)]
    arrival = pupil_file("a", [*pupils, pupil("s", 3, primary=4, procedure=procedure)])
    arrival.results.other_papers.append(procedure)

    rows = rows_of(arrival, ("ВПР-МА-5", 2023))

    assert [row["low"] for row in rows] == [False, False, None]
