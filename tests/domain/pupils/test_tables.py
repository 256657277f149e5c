"""The school's own tables, as schools make them."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter
from django.utils.timezone import localdate, now
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, RiskRecord, Work
from opora.domain.pupils.services import loading
from opora.domain.pupils.services.loading import About
from opora.domain.pupils.tables import TableRefused, read_table, task_of
from opora.domain.pupils.terms import Term
from opora.domain.refusals import NotAllowed

PASTED = """Сведения за 1 четверть
Ф.И.О. обучающегося\tКласс\tКод участника\t«2» за четверть\tПропущено уроков, %
Лисин Егор\t7 «А»\t70001\t1\t12,5
Беляев Иван\t7-а\t70002\t0\t3%
"""
WORK = """ФИО;Класс;Предмет;Отметка за ВПР;Отметка по журналу;Задание 1 (макс. 2);Задание 2 (макс. 3)
Лисин Егор;7А;математика;2;4;0;X
Беляев Иван;7А;математика;4;4;2;3
"""


def workbook(rows: list[list[object]]) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()


def test_a_pasted_table_is_read_below_its_title() -> None:
    table = read_table(PASTED.encode())
    assert [(one.name, one.class_name) for one in table.rows] == [
        ("Лисин Егор", "7 «А»"), ("Беляев Иван", "7-а"),
    ]  # fmt: skip
    assert table.rows[0].facts == {"term_twos": 1, "absences": 12.5}
    assert table.problems == ()


def test_points_of_tasks_are_read_and_a_task_not_begun_is_told_apart() -> None:
    lisin, _ = read_table(WORK.encode()).rows
    assert [(one.label, one.got, one.most) for one in lisin.tasks] == [
        ("1", 0, 2),
        ("2", None, 3),
    ]
    assert lisin.facts["mark"] == 2


def test_a_workbook_is_read() -> None:
    content = workbook([["Класс", "ФИО", "№ 1"], ["7А", "Лисин Егор", 1]])
    assert read_table(content).rows[0].tasks[0].label == "1"


def test_an_impossible_cell_is_named_by_its_place_and_left_out() -> None:
    table = read_table("ФИО;Класс;Пропуски;Отметка\nЛисин Егор;7А;140;много\n".encode())
    assert table.rows[0].facts == {}
    assert [one[:20] for one in table.problems] == [
        "Строка 2, столбец C:",
        "Строка 2, столбец D:",
    ]
    assert "много" not in "".join(table.problems)


def test_more_points_than_there_are_is_a_problem() -> None:
    table = read_table("ФИО;Класс;Задание 1 (2)\nЛисин Егор;7А;5\n".encode())
    assert table.rows[0].tasks == ()
    assert "столько баллов не бывает" in table.problems[0]


def test_a_table_without_a_header_is_refused() -> None:
    with pytest.raises(TableRefused, match="строка заголовков"):
        read_table("Лисин;7А\nБеляев;7А\n".encode())


def test_ten_thousand_rows_are_refused_in_words() -> None:
    rows = "".join(f"Ученик {one};7А\n" for one in range(10_000))
    with pytest.raises(TableRefused, match="по классам"):
        read_table(f"ФИО;Класс\n{rows}".encode())


@pytest.mark.parametrize(
    ("heading", "task"),
    [
        ("Задание 5", ("5", None)), ("зад. 12 (макс. 2)", ("12", 2)), ("№ 3", ("3", None)),
        ("12К1", ("12К1", None)), ("12k2 (1 балл)", ("12К2", 1)), ("Итого", None),
        ("Класс 5", None), ("7", ("7", None)),
    ],
)  # fmt: skip
def test_headings_of_tasks(heading: str, task: object) -> None:
    assert task_of(heading) == task


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_no_pasted_text_breaks_the_reader(rows: list[list[str]]) -> None:
    from opora.results.refusals import ResultsRefused

    text = "ФИО\tКласс\tЗадание 1\n" + "\n".join("\t".join(one) for one in rows)
    try:
        table = read_table(text.encode("utf-8", "ignore"))
    except (TableRefused, ResultsRefused):
        return
    assert all(one.name or one.participant for one in table.rows)


def load(school: Organisation, by: User, text: str, **about: str) -> loading.Loaded:
    told = About(Term.of(localdate()), **about)
    return loading.load(
        school=school, table=read_table(text.encode()), about=told, by=by, at=now()
    )


def test_a_table_makes_pupils_works_and_signals(
    school: Organisation, school_head: User
) -> None:
    first = load(school, school_head, PASTED)
    assert (first.pupils, first.works, first.signals) == (2, 0, 1)
    second = load(school, school_head, WORK, title="ВПР")
    assert (second.pupils, second.works) == (2, 2)
    assert Pupil.objects.count() == 2
    assert Work.objects.filter(subject="математика").count() == 2
    assert RiskRecord.objects.get().points == 2 + 1 + 3 + 1, "both tables and the work count"


def test_the_same_table_twice_changes_nothing(school: Organisation, school_head: User) -> None:
    load(school, school_head, WORK)
    load(school, school_head, WORK)
    assert (Pupil.objects.count(), Work.objects.count()) == (2, 2)


def test_a_pupil_is_known_by_the_code_of_participant(
    school: Organisation, school_head: User
) -> None:
    load(school, school_head, PASTED)
    text = "Код участника;Класс;Предмет;1;2\n70001;7А;Русский язык;0;1\n79999;7А;Русский язык;1;1\n"
    told = load(school, school_head, text)
    assert told.works == 1
    assert told.problems == (
        "Строка 3: такого кода участника в списке школы нет. Добавьте в таблицу столбец «ФИО».",
    )


def test_points_without_a_subject_are_not_guessed(
    school: Organisation, school_head: User
) -> None:
    told = load(school, school_head, "ФИО;Класс;1\nЛисин Егор;7А;0\n")
    assert "по какому предмету" in told.problems[0]
    assert not Work.objects.exists()


def test_the_municipality_loads_nothing(school: Organisation, coordinator: User) -> None:
    with pytest.raises(NotAllowed):
        load(school, coordinator, PASTED)
    assert not Pupil.objects.exists()


def test_a_teacher_is_told_of_rows_of_other_classes(
    school: Organisation, teacher: User
) -> None:
    told = load(school, teacher, PASTED)
    assert told.pupils == 0
    assert len(told.problems) == 2
