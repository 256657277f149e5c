"""Diagnoses of teachers: who enters and reads them, what is never their source."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from opora.domain.diagnostics.models import Deficit, Diagnosis
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import diagnoses, diagnosis_files, growth
from opora.domain.diagnostics.services.diagnoses import Found
from opora.domain.diagnostics.services.diagnosis_files import NAME, PLACE, Check
from opora.domain.identification.purpose import PurposeForbidden
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.staff.models import Person
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
TEST = Check(source="test", instrument="Методический тест", day=TODAY)


@pytest.fixture
def colleague(school: Organisation) -> Person:
    return factories.make_person(
        school, last_name="Савельева", first_name="Инна", patronymic="Павловна"
    )


def found(person: Person, school: Organisation, **changed: Any) -> Found:
    given = {
        "person": person, "organisation": school, "source": "test", "day": TODAY,
        "instrument": "Методический тест",
        "percents": {"МЕ-2": Decimal(40), "ПР-1": Decimal(90)},
    }  # fmt: skip
    return Found(**given | changed)


@pytest.fixture
def diagnosis(colleague: Person, school: Organisation, school_head: User) -> Diagnosis:
    return diagnoses.enter(found=found(colleague, school), by=school_head, at=NOON)


def test_levels_follow_from_percent(diagnosis: Diagnosis) -> None:
    levels = dict(diagnosis.deficits.values_list("competence", "level"))
    assert levels == {"МЕ-2": "deficit", "ПР-1": "high"}
    assert [one.competence for one in Deficit.objects.needing_help()] == ["МЕ-2"]


def test_the_trace_names_the_person_and_never_the_result(
    diagnosis: Diagnosis, colleague: Person, school: Organisation
) -> None:
    entry = Entry.objects.get(type="competence")
    people = [one.person for one in entry.parts.all() if one.person]
    assert people == [colleague]
    told = f"{entry.title} {entry.facts} {entry.topic}"
    assert "Савельева" not in told
    assert "40" not in told
    assert "deficit" not in told
    event = AuditEvent.objects.get(action="diagnosis.enter")
    assert "Савельева" not in f"{event.target_name} {event.after}"


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("school_head", True), ("methodist", True), ("teacher", False), ("other_head", False),
        ("curator", False), ("coordinator", False), ("authority_head", False),
        ("regional_coordinator", False), ("stranger", False),
    ],
)  # fmt: skip
def test_only_head_and_methodist_read_a_teachers_result(
    role: str,
    reads: bool,  # noqa: FBT001  # a case of the test
    diagnosis: Diagnosis,
    request: pytest.FixtureRequest,
) -> None:
    user = request.getfixturevalue(role)
    assert Diagnosis.objects.visible_to(user, on=TODAY).exists() is reads
    assert Deficit.objects.visible_to(user, on=TODAY).exists() is reads


def test_the_teacher_reads_their_own(
    diagnosis: Diagnosis, colleague: Person, teacher: User
) -> None:
    Person.objects.filter(pk=colleague.pk).update(user=teacher)
    assert Diagnosis.objects.visible_to(teacher, on=TODAY).get() == diagnosis


def test_a_methodist_of_another_place_reads_nothing(
    diagnosis: Diagnosis, foreign_school: Organisation
) -> None:
    office = factories.make_organisation(foreign_school.territory, kind="methodical")
    far = factories.make_member(office, Role.METHODIST)
    assert not Diagnosis.objects.visible_to(far, on=TODAY).exists()


@pytest.mark.parametrize(
    "instrument", ["По итогам ВПР", "Всероссийская проверочная работа, 5 кл."]
)
def test_federal_works_are_refused_with_the_act(
    instrument: str, colleague: Person, school: Organisation, school_head: User
) -> None:
    with pytest.raises(PurposeForbidden, match="Основание"):
        diagnoses.enter(
            found=found(colleague, school, instrument=instrument), by=school_head, at=NOON
        )
    assert not Diagnosis.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": TODAY + timedelta(days=1)}, "ещё не наступил"),
        ({"percents": {}}, "хотя бы по одной"),
        ({"percents": {"МЕ-1": Decimal(101)}}, "от 0 до 100"),
        ({"percents": {"ЫЫ-1": Decimal(1)}}, "нет в перечне"),
    ],
)
def test_a_wrong_diagnosis_is_refused_in_words(
    changed: dict[str, Any], said: str, colleague: Person, school: Organisation,
    school_head: User,
) -> None:  # fmt: skip
    with pytest.raises(DiagnosticsRefused, match=said):
        diagnoses.enter(found=found(colleague, school, **changed), by=school_head, at=NOON)


def test_the_same_diagnosis_twice_is_refused(
    diagnosis: Diagnosis, colleague: Person, school: Organisation, school_head: User
) -> None:
    with pytest.raises(DiagnosticsRefused, match="уже внесена"):
        diagnoses.enter(found=found(colleague, school), by=school_head, at=NOON)
    diagnoses.withdraw(diagnosis=diagnosis, reason="Не тот", by=school_head, at=NOON)
    assert Entry.objects.get(type="competence").state == "withdrawn"
    diagnoses.enter(found=found(colleague, school), by=school_head, at=NOON)


def test_a_stranger_to_the_school_is_no_teacher_of_it(
    other_school: Organisation, school: Organisation, school_head: User
) -> None:
    elsewhere = factories.make_person(other_school)
    with pytest.raises(DiagnosticsRefused, match="не работает"):
        diagnoses.enter(found=found(elsewhere, school), by=school_head, at=NOON)


@pytest.mark.parametrize("role", ["coordinator", "curator", "teacher", "other_head"])
def test_others_enter_no_diagnosis(
    role: str, colleague: Person, school: Organisation, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        diagnoses.enter(
            found=found(colleague, school), by=request.getfixturevalue(role), at=NOON
        )


def test_self_assessment_is_ones_own(
    colleague: Person, school: Organisation, school_head: User, teacher: User
) -> None:
    own = found(colleague, school, source="self")
    with pytest.raises(NotAllowed, match="сам учитель"):
        diagnoses.enter(found=own, by=school_head, at=NOON)
    colleague.user = teacher
    colleague.save()
    assert diagnoses.enter(found=own, by=teacher, at=NOON).source == "self"


def workbook(*rows: tuple[object, ...]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return made.getvalue()


HEADER = (NAME, PLACE, "МЕ-1 Планирование урока от результата", "Содержание предмета", "Прочее")


def test_a_filled_template_is_taken_row_by_row(
    colleague: Person, school: Organisation, school_head: User
) -> None:
    content = workbook(
        HEADER, (colleague.full_name, "СОШ № 5", 55, "70,5", "x"), ("Никто Никтоевич", "", 1),
        (colleague.full_name, "", "много"),
    )  # fmt: skip
    taken = diagnosis_files.take(
        content=content, name="тест.xlsx", test=TEST, schools=[school], by=school_head, at=NOON
    )
    assert taken.diagnoses == 1
    assert [line.row for line in taken.lines] == [3, 4]
    assert "не работает" in taken.lines[0].sentence
    assert "не процент" in taken.lines[1].sentence
    percents = dict(Deficit.objects.values_list("competence", "percent"))
    assert percents == {"МЕ-1": 55, "ПР-1": Decimal("70.5")}


def test_our_own_template_reads_back(
    colleague: Person, school: Organisation, school_head: User
) -> None:
    content = diagnosis_files.template([school], on=TODAY)
    taken = diagnosis_files.take(
        content=content, name="t.xlsx", test=TEST, schools=[school], by=school_head, at=NOON
    )
    assert taken.diagnoses == 0
    assert "хотя бы по одной" in taken.lines[0].sentence


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Класс", "Балл")], "нет строки со столбцом"),
        ([HEADER, *[("Кто-то", "", 1)] * 2001], "2001 строк"),
    ],
)
def test_a_file_that_is_no_list_or_too_long_is_refused(
    rows: list[tuple[object, ...]], said: str, school: Organisation, school_head: User
) -> None:
    with pytest.raises(DiagnosticsRefused, match=said):
        diagnosis_files.take(
            content=workbook(*rows), name="f.xlsx", test=TEST, schools=[school],
            by=school_head, at=NOON,
        )  # fmt: skip


def test_a_file_of_federal_works_is_refused_with_the_act(
    school: Organisation, school_head: User
) -> None:
    with pytest.raises(PurposeForbidden):
        diagnosis_files.take(
            content=workbook(("Результаты ВПР", "5 класс"), HEADER), name="f.xlsx", test=TEST,
            schools=[school], by=school_head, at=NOON,
        )  # fmt: skip


def test_a_route_leads_from_deficits_to_steps_that_are_done(
    diagnosis: Diagnosis, school_head: User
) -> None:
    route = growth.Route(goal="Освоить", mentor="", since=TODAY, until=date(2026, 5, 1))
    plan = growth.open_(diagnosis=diagnosis, route=route, by=school_head, at=NOON)
    assert plan.competences == ["МЕ-2"]
    with pytest.raises(DiagnosticsRefused, match="Срок шага"):
        growth.add_step(
            plan=plan,
            kind="formal",
            title="Курсы",
            due=date(2027, 1, 1),
            by=school_head,
            at=NOON,
        )
    step = growth.add_step(
        plan=plan, kind="formal", title="Курсы", due=TODAY, by=school_head, at=NOON
    )
    growth.do_step(step=step, done_on=TODAY, result="", by=school_head, at=NOON)
    plan = growth.finish(plan=plan, outcome="Освоено", by=school_head, at=NOON)
    assert plan.state == "done"
    with pytest.raises(DiagnosticsRefused, match="уже закончен"):
        growth.finish(plan=plan, outcome="Ещё", by=school_head, at=NOON)
