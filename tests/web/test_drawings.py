from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.roadmaps.queries import LoadRow, MonthProgress
from opora.web.day.month import month_grid
from opora.web.panel.charts import load_chart, progress_chart
from opora.web.year_line import WIDTH, place, year_line

TODAY = date(2025, 11, 12)


@dataclass(frozen=True)
class Due:
    day: date | None
    state: str = "planned"
    opens: date | None = None
    label: str = "до 28 ноября"


def test_the_year_begins_on_the_left_and_ends_on_the_right() -> None:
    assert place(date(2025, 9, 1), school_year=2025) == 0
    assert place(date(2026, 8, 31), school_year=2025) < WIDTH
    assert place(date(2026, 9, 1), school_year=2025) == WIDTH


@given(st.dates(date(2025, 9, 1), date(2026, 8, 30)))
def test_later_days_stand_further_right(day: date) -> None:
    following = date.fromordinal(day.toordinal() + 1)
    assert place(day, school_year=2025) < place(following, school_year=2025)


def test_a_mark_tells_its_state_by_shape_and_word() -> None:
    line = year_line([Due(date(2025, 10, 15), "late")], school_year=2025, today=TODAY)

    drawn = render_to_string("web/components/year_line.html", {"line": line})

    assert line.marks[0].shape == "diamond"
    assert 'aria-label="до 28 ноября — просрочено"' in drawn
    assert ",5" not in drawn


def test_dues_of_other_years_and_without_a_day_are_left_out() -> None:
    dues = [Due(date(2024, 10, 15)), Due(None)]
    line = year_line(dues, school_year=2025, today=TODAY)
    assert line.marks == ()
    assert line.label == "в этом учебном году сроков нет"


def test_a_window_that_began_the_year_before_starts_at_the_edge() -> None:
    due = Due(date(2025, 10, 1), opens=date(2025, 6, 1))
    line = year_line([due], school_year=2025, today=TODAY)
    assert line.windows[0].x1 == "0.0"


def test_a_month_shows_at_most_three_marks_but_counts_all() -> None:
    month = month_grid([Due(TODAY)] * 5, TODAY)  # type: ignore[list-item]
    cell = next(cell for cell in month.cells if cell.day == TODAY)
    assert (len(cell.marks), cell.count) == (3, 5)
    assert "12.11 — 5\xa0сроков" in month.label


def test_a_month_without_dues_says_so() -> None:
    month = month_grid([], TODAY)
    assert month.label == "В этом месяце сроков нет"
    assert len(month.cells) == 30


def test_progress_ends_with_the_current_month() -> None:
    months = [
        MonthProgress(date(2025, m, 1), planned=m, accepted=m - 9) for m in (9, 10, 11, 12)
    ]
    chart = progress_chart(months, today=TODAY)
    assert chart is not None
    assert len(chart.planned.split()) == 4
    assert len(chart.accepted.split()) == 3


def test_progress_of_nothing_is_not_drawn() -> None:
    assert progress_chart([], today=TODAY) is None


def test_load_leaves_out_those_who_have_nothing_on_hand() -> None:
    busy = LoadRow("ИМЦ", None, "", overdue=1, to_do=2)
    free = LoadRow("СОШ № 5", None, "", overdue=0, to_do=0)
    chart = load_chart([busy, free])
    assert chart is not None
    assert [(bar.name, bar.total) for bar in chart.bars] == [("ИМЦ", 3)]
    assert load_chart([free]) is None
