"""More pupils wrote than are enrolled: files of results beside forms that count pupils."""

import io
import json
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from opora import cli_results
from opora.results import read_results
from opora.results.crosswalk import KnownSchool
from opora.results.enrolment import enrolment_checks
from opora.results.model import FileResults, Procedure, SchoolResult
from tests.results.written import xlsx_of

FORM = Procedure(None, None, None, 2025, date(2024, 10, 1))


def wrote(participants, *, code="edu880101", name="МБОУ «СОШ № 14»", grade=5, **more):
    procedure = Procedure("ВПР", "математика", grade, 2025, **more)
    return FileResults("впр.xlsx", schools=[SchoolResult(code, name, procedure, participants)])


def form(pupils, *, code=None, name="СОШ № 14", procedure=FORM, file="паспорт.xlsx"):
    return FileResults(file, schools=[SchoolResult(code, name, procedure, pupils)])


def passport_of_classes():
    return read_results(
        io.BytesIO(xlsx_of({"Лист1": [
            ["Социальный паспорт МБОУ «СОШ № 14», 2024/2025 учебный год"],
            ["Класс", "Всего обучающихся", "Многодетные"],
            ["5А", 20, 3], ["5Б", 18, 2], ["6А", 25, 1],
            ["Итого", 63, 6],
        ]})),
        "классы.xlsx",
    )  # fmt: skip


def test_the_grade_is_compared_where_the_form_has_it():
    (found,) = enrolment_checks([wrote(39), passport_of_classes()])

    assert (found.participants, found.grade, found.enrolled) == (39, 5, 38)
    assert (found.file, found.enrolled_file) == ("впр.xlsx", "классы.xlsx")


def test_as_many_as_are_enrolled_is_no_excess():
    assert enrolment_checks([wrote(38), passport_of_classes()]) == []


def test_a_grade_that_the_form_does_not_have_is_compared_with_the_whole_school():
    (found,) = enrolment_checks([wrote(64, grade=7), passport_of_classes()])

    assert (found.grade, found.enrolled) == (None, 63)


def test_the_sentence_names_both_files_and_the_day():
    (found,) = enrolment_checks([wrote(64), form(60)])

    assert found.sentence().startswith(
        "Участников больше, чем обучающихся: edu880101, ВПР, математика, 5 класс, 2025: 64 "
        "(впр.xlsx), а в школе на 01.10.2024 обучающихся 60 (паспорт.xlsx)."
    )


def test_of_two_forms_the_greater_number_counts():
    assert enrolment_checks([wrote(64), form(60), form(70, file="ОО-1.xlsx")]) == []


def test_a_form_of_another_school_year_is_not_compared():
    other = Procedure(None, None, None, 2024, date(2023, 10, 1))

    assert enrolment_checks([wrote(64), form(10, procedure=other)]) == []


def test_an_autumn_assessment_belongs_to_the_school_year_that_follows():
    autumn = wrote(64, day=date(2025, 10, 2))
    next_year = Procedure(None, None, None, 2026)

    assert enrolment_checks([autumn, form(60)]) == []
    assert len(enrolment_checks([autumn, form(60, procedure=next_year)])) == 1


@pytest.mark.parametrize(
    ("code", "name"),
    [("edu990077", "СОШ № 14"), (None, "Школа"), (None, "СОШ № 15"), ("edu990077", None)],
)
def test_another_school_is_not_compared(code, name):
    assert enrolment_checks([wrote(64), form(10, code=code, name=name)]) == []


def test_a_name_of_two_schools_tells_neither():
    forms = [form(10, code="edu1", name="СОШ № 14"), form(10, code="edu2", name="СОШ № 14")]

    assert enrolment_checks([wrote(64, code="30514"), *forms]) == []


def test_codes_of_two_systems_go_together_by_name():
    assert len(enrolment_checks([wrote(64, code="30514"), form(10, code="edu880101")])) == 1


def test_known_schools_join_codes_and_names():
    known = [KnownSchool("edu880101", ("Гимназия им. Лазарева",), ("30514",))]
    read = [
        wrote(64, code="30514", name=None),
        form(10, name="МАОУ «Гимназия имени Лазарева»"),
    ]

    assert enrolment_checks(read) == []
    assert len(enrolment_checks(read, known)) == 1


def test_the_command_says_it_and_has_a_key_for_it(tmp_path):
    app = typer.Typer()
    cli_results.register(app)
    marks, passport = tmp_path / "marks.csv", tmp_path / "паспорт.xlsx"
    marks.write_text(
        "Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5\n"
        "2025;5;МА;Ручейный;edu880101;СОШ № 14;40;10;40;40;10\n",
        encoding="utf-8",
    )
    passport.write_bytes(
        xlsx_of({"Л": [["Социальный паспорт МБОУ «СОШ № 14», 2024/2025 учебный год"],
                       ["Показатель", "Количество"], ["Всего обучающихся", 31]]})
    )  # fmt: skip
    files = [str(marks), str(passport)]

    said = CliRunner().invoke(app, files)
    told = json.loads(CliRunner().invoke(app, [*files, "--json"]).stdout)

    assert "Участников больше, чем обучающихся: edu880101" in said.stdout
    assert (said.exit_code, told["enrolment"][0]["enrolled"]) == (0, 31)
