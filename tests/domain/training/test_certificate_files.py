"""Tables of certificates: rows entered, rows refused with their reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.organisations.models import Organisation
from opora.domain.organisations.roster import read_sheets
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.domain.training.models import Completion
from opora.domain.training.refusals import TrainingRefused
from opora.domain.training.services import certificate_files
from opora.domain.training.services.certificate_files import Taken
from opora.methodology.training import load_training
from tests.factories import NOON, TODAY, make_person

Take = Callable[..., Taken]

HEADER = (
    "Педагог;Место работы;Наименование программы;Кем выдано удостоверение;Кол-во часов;Рег. №;"
    "Дата выдачи"
)


@pytest.fixture
def taken(school: Organisation, coordinator: User, learner: Person) -> Take:
    """Take a table of these lines."""

    def take(*lines: str, header: str = HEADER) -> Taken:
        return certificate_files.take(
            content="\n".join([header, *lines]).encode(), name="Курсы.csv", schools=[school],
            by=coordinator, at=NOON,
        )  # fmt: skip

    return take


def test_a_table_with_other_headers_is_understood(taken: Take) -> None:
    done = taken("Барсукова Анна;;Смысловое чтение;ИРО;36 ч;0005;31.10.2025")
    assert (done.entered, done.refused, done.remarks) == (1, (), ())
    made = Completion.objects.get()
    assert (made.title, made.hours, made.number) == ("Смысловое чтение", 36, "0005")
    assert made.kind == "course"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Чужая Анна;;Чтение;ИРО;36;5;31.10.2025", "нет в списках"),
        ("Барсукова Анна;СОШ № 0;Чтение;ИРО;36;5;31.10.2025", "не числится"),
        ("Барсукова Анна;;;ИРО;36;5;31.10.2025", "Пусто в столбце «Программа»"),
        ("Барсукова Анна;;Чтение;ИРО;много;5;31.10.2025", "не число часов"),
        ("Барсукова Анна;;Чтение;ИРО;36;5;31.13.2025", "не дата"),
        ("Барсукова Анна;;Чтение;ИРО;36;5;", "Пусто в столбце «Дата выдачи»"),
        ("Барсукова Анна;;Чтение;ИРО;36;5;31.10.2031", "не наступил"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_others_are_entered(
    taken: Take, line: str, words: str
) -> None:
    done = taken(line, "Барсукова Анна;;Письмо;ИРО;36;6;30.10.2025")
    assert done.entered == 1
    assert [(one.row, words in one.sentence) for one in done.refused] == [(2, True)]


def test_the_same_table_twice_enters_nothing_new(taken: Take) -> None:
    line = "Барсукова Анна;;Чтение;ИРО;36;5;31.10.2025"
    taken(line)
    again = taken(line, line)
    assert again.entered == 0
    assert all("уже внесено" in one.sentence for one in again.refused)


def test_few_hours_and_no_number_are_remarked(taken: Take) -> None:
    done = taken("Барсукова Анна;;Чтение;ИРО;8;;2025-10-31")
    assert done.entered == 1
    assert len(done.remarks) == 2


def test_namesakes_are_told_apart_by_the_school(taken: Take, school: Organisation) -> None:
    make_person(school, last_name="Барсукова", first_name="Анна")
    done = taken("Барсукова Анна;;Чтение;ИРО;36;5;31.10.2025")
    assert "таких несколько" in done.refused[0].sentence


def test_retraining_is_known_by_its_words(taken: Take) -> None:
    taken("Барсукова Анна;;Профессиональная переподготовка: логопед;ИРО;260;5;31.10.2025")
    assert Completion.objects.get().kind == "retraining"


@pytest.mark.parametrize("content", ["", "просто слова", "ФИО;Школа\nИванов;1"])
def test_what_is_no_table_of_certificates_is_refused(taken: Take, content: str) -> None:
    with pytest.raises(TrainingRefused):
        taken(header=content)


def test_ten_thousand_rows_are_refused_in_a_sentence(taken: Take) -> None:
    line = "Барсукова Анна;;Чтение;ИРО;36;5;31.10.2025"
    with pytest.raises(TrainingRefused, match="Разделите"):
        taken(*[line] * 10_000)
    assert not Completion.objects.exists()


def test_the_template_is_read_back(
    school: Organisation, learner: Person, coordinator: User
) -> None:
    made = certificate_files.template([school], on=TODAY)
    sheets = read_sheets(made)
    fields = [load_training().field_of(cell) for cell in sheets[0][0]]
    assert fields == list(certificate_files.HEADERS)
    assert sheets[1][0] == [learner.full_name, school.short_name]
    done = certificate_files.take(
        content=made, name="Шаблон.xlsx", schools=[school], by=coordinator, at=NOON
    )
    assert (done.entered, done.refused) == (0, ())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Ф.И.О. слушателя", "person"), ("Дата выдачи удостоверения", "issued"),
        ("Организация, выдавшая удостоверение", "provider"), ("Объём программы, ч", "hours"),
        ("Тема программы", "title"), ("№ удостоверения", "number"), ("№ п/п", None),
        ("Дата начала обучения", "since"), ("Образовательная организация", "organisation"),
        ("Дата рождения", None), ("Вид программы", "kind"),
    ],
)  # fmt: skip
def test_headers_are_told_by_their_words(header: str, field: str | None) -> None:
    assert load_training().field_of(header) == field


@given(st.text(max_size=40))
def test_any_header_is_a_field_or_none(header: str) -> None:
    assert load_training().field_of(header) in {None, *certificate_files.HEADERS}
