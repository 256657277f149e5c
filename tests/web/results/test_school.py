"""Results of a school, of a work, of a class; what others may not see of them."""

from __future__ import annotations

import pytest

from opora.domain.assessments.models import Round, Task
from tests.domain.assessments.conftest import CODE, OTHER_CODE
from tests.domain.assessments.tables import individual, school_rows
from tests.web.results.stage import make_count

TABS = ("", "tasks/", "skills/", "journal/", "classes/", "rows/")


@pytest.fixture
def work(added, schools, school) -> str:
    """Two classes of a school in one work; the address of its page."""
    added(
        individual(
            [
                *school_rows(CODE, [2] * 4 + [3] * 5 + [4] * 3, journal=4),
                *school_rows(CODE, [2, 3, 5, 5, 5], first=50, class_name="5Б"),
                *school_rows(OTHER_CODE, [2] + [3] * 4 + [5] * 5),
            ]
        )
    )
    return f"/results/schools/{school.pk}/works/{Round.objects.get().pk}/"


def test_a_school_sees_its_works_with_their_limits(school, school_head, sign_in) -> None:
    make_count(school, participants=24, below=6)
    make_count(school, "ВПР-РУ-5", participants=6, below=1)
    page = sign_in(school_head).get(f"/results/schools/{school.pk}/")
    text = page.content.decode()
    assert '<b class="fw-semibold">6</b> из 24' in text
    assert "25 %" in text
    assert "участников меньше 10, доля не считается" in text
    assert len(page.context["chart"].table.rows) == 1
    assert "<svg" in text


def test_works_stand_in_their_own_order_not_by_share(school, school_head, sign_in) -> None:
    make_count(school, "ОГЭ-МА-9", below=0)
    make_count(school, "ВПР-РУ-5", below=19)
    make_count(school, "ВПР-МА-5", below=1)
    page = sign_in(school_head).get(f"/results/schools/{school.pk}/")
    codes = [one.round.code for one in page.context["lines"]]
    assert codes == ["ВПР-МА-5", "ВПР-РУ-5", "ОГЭ-МА-9"]


def test_a_trend_across_changed_tests_is_refused_with_the_reason(
    school, school_head, sign_in
) -> None:
    make_count(school, year=2023, participants=40, below=20)
    make_count(school, year=2024, participants=40, below=4)
    make_count(school, year=2025, participants=40, below=16)
    page = sign_in(school_head).get(f"/results/schools/{school.pk}/dynamics/")
    (trend,) = page.context["trends"]
    before, after = trend.changes
    assert before.words.startswith("Улучшение: доля −40 п. п.")
    assert after.words.startswith("Сравнивать нельзя. 2025: новые варианты")
    assert after.limits == (None, None, None)
    years = [row[0] for row in trend.chart.table.rows]
    assert years == ["2023", "2024", "2025"]
    assert trend.chart.table.columns == ("Год", "2023–2024, %", "2025, %")


def test_a_change_that_chance_explains_is_told_as_no_change(
    school, school_head, sign_in
) -> None:
    make_count(school, year=2023, participants=20, below=6)
    make_count(school, year=2024, participants=20, below=5)
    page = sign_in(school_head).get(f"/results/schools/{school.pk}/dynamics/")
    text = page.content.decode()
    assert "Неотличимо от случайного" in text
    assert "Положительной динамикой это не считается" in text


def test_years_without_low_results_are_drawn_too(school, school_head, sign_in) -> None:
    make_count(school, year=2023, below=0)
    make_count(school, year=2024, below=0)
    page = sign_in(school_head).get(f"/results/schools/{school.pk}/dynamics/")
    assert "<svg" in page.content.decode()


def test_a_year_of_few_people_hides_no_break(school, school_head, sign_in) -> None:
    for year, participants in ((2024, 20), (2025, 5), (2026, 20)):
        make_count(school, year=year, participants=participants, below=2)
    page = sign_in(school_head).get(f"/results/schools/{school.pk}/dynamics/")
    (trend,) = page.context["trends"]
    assert trend.chart.table.columns == ("Год", "2024, %", "2026, %")


@pytest.mark.parametrize("tab", ["", "dynamics/"])
def test_what_a_school_shows_is_a_file_too(tab, school, school_head, sign_in) -> None:
    make_count(school, year=2023)
    make_count(school, year=2024)
    client = sign_in(school_head)
    for kind in ("xlsx", "csv", "docx"):
        answer = client.get(f"/results/schools/{school.pk}/{tab}", {"as": kind})
        assert answer.status_code == 200
        assert b"".join(answer)


@pytest.mark.parametrize("who", ["other_head", "stranger"])
def test_another_school_is_closed_by_address_and_by_file(
    who, work, school, sign_in, request
) -> None:
    client = sign_in(request.getfixturevalue(who))
    places = [f"/results/schools/{school.pk}/", f"/results/schools/{school.pk}/dynamics/"]
    for place in [*places, *(f"{work}{tab}" for tab in TABS)]:
        assert client.get(place).status_code == 404
        assert client.get(place, {"as": "csv"}).status_code == 404


@pytest.mark.parametrize("who", ["school_head", "curator", "coordinator"])
def test_each_tab_of_a_work_opens_and_is_a_file(who, work, sign_in, request) -> None:
    client = sign_in(request.getfixturevalue(who))
    for tab in TABS:
        answer = client.get(f"{work}{tab}")
        assert answer.status_code == 200, tab
        if answer.context["table"] is not None:
            assert b"".join(client.get(f"{work}{tab}", {"as": "xlsx"})), tab


def test_scores_stand_with_the_boundaries_of_marks(work, school_head, sign_in) -> None:
    page = sign_in(school_head).get(work)
    assert (
        "читать нельзя" in page.content.decode() or "приблизительный" in page.content.decode()
    )
    chart = page.context["chart"]
    assert sum(row[1] for row in chart.table.rows) == 17


def test_marks_stand_against_the_journal(work, school_head, sign_in) -> None:
    page = sign_in(school_head).get(f"{work}journal/")
    assert page.context["found"].pupils == 17
    assert "Понизили" in page.content.decode()


def test_tasks_that_nobody_described_have_no_verdict(work, school_head, sign_in) -> None:
    text = sign_in(school_head).get(f"{work}tasks/").content.decode()
    assert "нет описания задания" in text
    assert "взят по лучшему результату региона" in text
    assert "Умения не описаны" in sign_in(school_head).get(f"{work}skills/").content.decode()


def test_described_tasks_have_bands_and_skills(work, coordinator, sign_in) -> None:
    for number, most in enumerate((1, 1, 2, 2), 1):
        Task.objects.create(
            round=Round.objects.get(), number=number, label=str(number), most=most,
            difficulty="basic" if number < 3 else "advanced", skill="Вычислять",
            source="Описание КИМ", by=coordinator, at="2025-01-01T00:00Z",
        )  # fmt: skip
    client = sign_in(coordinator)
    assert "базовый" in client.get(f"{work}tasks/").content.decode()
    assert "Вычислять" in client.get(f"{work}skills/").content.decode()


def test_a_class_is_shown_by_itself_only_inside_the_school(
    work, school_head, coordinator, curator, sign_in
) -> None:
    client = sign_in(school_head)
    assert client.get(work, {"class": "5Б"}).context["found"].participants == 5
    assert client.get(work, {"class": "6Я"}).status_code == 404
    for user in (coordinator, curator):
        assert sign_in(user).get(work, {"class": "5Б"}).status_code == 403


def test_small_counts_of_classes_are_hidden_outside_the_school(
    work, school_head, coordinator, sign_in
) -> None:
    inside = sign_in(school_head).get(f"{work}classes/").context["table"]
    assert [row[:3] for row in inside.rows] == [["5А", 12, 4], ["5Б", 5, 1]]
    outside = sign_in(coordinator).get(f"{work}classes/").context["table"]
    below = [row[2] for row in outside.rows]
    assert below[:2] == ["скрыто", "скрыто"]
    assert "закон о персональных данных" in outside.note
    exported = b"".join(sign_in(coordinator).get(f"{work}classes/", {"as": "csv"})).decode()
    assert "скрыто" in exported


def test_the_rows_behind_a_number_name_file_and_row(
    work, school_head, coordinator, sign_in
) -> None:
    text = sign_in(coordinator).get(f"{work}rows/").content.decode()
    assert "строка 6" in text
    assert "/results/imports/" in text
    text = sign_in(school_head).get(f"{work}rows/").content.decode()
    assert "ВПР 2025.xlsx" in text
    assert "/results/imports/" not in text


def test_a_work_that_the_school_did_not_sit_is_not_there(school, school_head, sign_in) -> None:
    made = make_count(school)
    other = make_count(school, "ВПР-РУ-5")
    other.delete()
    client = sign_in(school_head)
    place = f"/results/schools/{school.pk}/works/"
    assert client.get(f"{place}{other.round_id}/").status_code == 404
    assert client.get(f"{place}{made.round_id}/rows/").status_code == 200
