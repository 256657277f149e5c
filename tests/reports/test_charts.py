"""Charts: the drawing and its table say the same."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from opora.reports.charts import (
    Axis,
    Chart,
    Dot,
    Interval,
    Limit,
    Span,
    draw,
    histogram,
    intervals,
    lines,
    narrow,
    scatter,
)
from opora.reports.tables import Table

SVG = "{*}"


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(draw(chart))


def test_a_histogram_has_a_bar_and_a_row_for_each_value_empty_ones_too() -> None:
    chart = histogram("Баллы", {3: 2, 6: 5}, value="первичный балл", unit="участников")

    assert len(drawn(chart).findall(f"{SVG}rect")) == 4
    assert list(chart.table.rows) == [(3, 2), (4, 0), (5, 0), (6, 5)]


def test_a_boundary_is_a_dashed_line_and_a_note_under_the_table() -> None:
    chart = histogram("Баллы", {3: 2}, value="балл", unit="чел.", limits={6.5: "граница «3»"})

    assert drawn(chart).find(f"{SVG}line[@class='limit']") is not None
    assert chart.table.note == "граница «3» — 6,5"


def test_a_higher_bar_reaches_further_up() -> None:
    low, high = drawn(histogram("Б", {1: 2, 2: 9}, value="балл", unit="чел.")).findall("rect")

    assert float(high.attrib["y"]) < float(low.attrib["y"])


def test_intervals_stand_in_the_order_given() -> None:
    spans = [Span("ОГЭ", 33.3, 13.8, 60.9), Span("ВПР", 12, 5, 20)]
    chart = intervals("Доли", spans, limit=30)

    words = [one.text for one in drawn(chart).findall("text")]
    assert words.index("ОГЭ") < words.index("ВПР")
    assert "от 13,8 до 60,9 %" in chart.summary


def test_an_upright_interval_spans_its_values_over_one_place() -> None:
    marks = (Interval(10, 50, 1, upright=True),)
    chart = Chart("Доля", Table("Доля", ("Год",), ()), Axis(0, 2), Axis(0, 100), marks)
    (line,) = drawn(chart).findall(f"{SVG}line")

    assert line.get("x1") == line.get("x2")
    assert float(line.get("y2") or 0) < float(line.get("y1") or 0)


def test_a_year_without_a_value_breaks_the_line() -> None:
    series = {"школа": [30.0, 31.0, None, 25.0, 24.0]}
    chart = lines("Доля", ["2021", "2022", "2023", "2024", "2025"], series, unit="%")

    assert len(drawn(chart).findall("polyline")) == 2
    assert list(chart.table.rows)[2] == ("2023", None)


def test_a_dot_with_an_address_is_a_link_and_the_drawing_a_group() -> None:
    dots = [Dot("СОШ № 5", 45, 0.3, address="/schools/5/")]
    picture = drawn(scatter("Поля", dots, x=("Индекс", 50), y=("Остаток", 0)))

    assert picture.attrib["role"] == "group"
    assert picture.find("a").attrib == {"href": "/schools/5/", "aria-label": "СОШ № 5"}  # type: ignore[union-attr]


@given(st.text(max_size=40))
def test_no_words_break_out_of_the_drawing(words: str) -> None:
    kept = "".join(one for one in words if one.isprintable())
    spans = [Span(kept, 10, 5, 20)]

    assert drawn(intervals(kept, spans)).attrib["role"] == "img"


@given(st.dictionaries(st.integers(0, 100), st.integers(0, 500), max_size=30))
def test_any_counts_are_drawn_and_add_up_in_the_table(counts: dict[int, int]) -> None:
    chart = histogram("Баллы", counts, value="балл", unit="чел.")

    drawn(chart)
    assert sum(int(str(row[1])) for row in chart.table.rows) == sum(counts.values())


def test_words_under_a_chart_are_thinned_out_where_they_would_run_together() -> None:
    ticks = tuple((at, f"задание {at}") for at in range(30))
    crowded = Chart("З", Table("З", ("Задание",), ()), Axis(0, 29, ticks), Axis(0, 1), ())

    words = [one.text for one in drawn(crowded).findall("text")]
    assert words[:2] == ["задание 0", "задание 4"]


def test_a_phone_gets_its_own_drawing_as_wide_as_its_page() -> None:
    spans = [Span("ВПР-5, математика", 38, 18, 65)]
    wide = intervals("Доли", spans)

    slim = narrow(wide)
    assert (slim.width, slim.height) == (328, wide.height)
    assert slim.left < wide.left
    assert slim.table is wide.table


def test_a_map_keeps_its_shape_on_a_phone() -> None:
    chart = Chart("Карта", Table("К", ("Школа",), ()), Axis(0, 1), Axis(0, 1), (), height=640)

    assert narrow(chart).height == 328


def test_words_of_a_limit_stand_under_the_label_of_the_scale() -> None:
    up = Axis(0, 1, label="вероятность")
    chart = Chart("П", Table("П", ("Школа",), ()), Axis(0, 1), up, (Limit(0.4, "левее"),))

    label, limit = sorted(drawn(chart).findall("text"), key=lambda one: float(one.attrib["y"]))
    assert (label.text, limit.text) == ("вероятность", "левее")
    assert float(limit.attrib["y"]) - float(label.attrib["y"]) >= 16
