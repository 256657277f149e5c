"""Cells read by the readers of their kind."""

from __future__ import annotations

from datetime import date

from table_layouts import Grid, layout

from opora.reading.model import Context, Item
from opora.reading.tables import fill, find_roadmap

CONTEXT = Context(date(2023, 1, 1), date(2023, 12, 31), date(2023, 1, 10))


def items_of(*grid: list[str]) -> tuple[Item, ...]:
    document: Grid = grid
    return fill(find_roadmap(layout(document)), CONTEXT).roadmap.items


def test_a_beginning_and_an_end_become_one_deadline():
    first, second = items_of(
        ["Мероприятие", "Сроки", "<", "Исполнители"],
        ["^", "начало", "окончание", "^"],
        ["Анализ", "01.02.2023", "28.02.2023", "УО"],
        ["Курсы", "01.03.2023", "", "ИМЦ"],
    )
    assert first.deadline_text == "01.02.2023 – 28.02.2023"
    assert (first.schedule[0].start, first.schedule[0].end) == (
        date(2023, 2, 1),
        date(2023, 2, 28),
    )
    assert second.deadline_text == "01.03.2023"


def test_absent_columns_are_none_and_empty_cells_are_empty():
    (item,) = items_of(["Мероприятие", "Срок", "Исполнители"], ["Анализ", "", "УО"])
    assert (item.deadline_text, item.expected_result, item.number) == ("", None, None)
    assert [clause.type for clause in item.schedule] == ["unspecified"]


def test_links_end_at_white_space_and_lose_the_punctuation_after_them():
    (item,) = items_of(
        ["Мероприятие", "Срок", "Исполнители", "Отметка о выполнении"],
        [
            "Анализ",
            "май",
            "УО",
            "См. (https://a.example/x_(1)), http://b.example/Приказ%20№5.pdf. Сайт: www.c.example",
        ],
    )
    assert item.evidence_urls == (
        "https://a.example/x_(1)",
        "http://b.example/Приказ%20№5.pdf",
        "www.c.example",
    )


def test_indicators_come_from_their_column_and_from_results_with_figures():
    (item,) = items_of(
        ["Мероприятие", "Показатели", "Срок", "Исполнители", "Результат"],
        ["Курсы", "- доля педагогов, %;\n- число школ, шт.", "май", "УО", "Обучено 12 чел."],
    )
    assert [one.source for one in item.indicators] == [
        "indicators",
        "indicators",
        "expected_result",
    ]


def test_a_ditto_mark_repeats_who_is_responsible():
    first, second = items_of(
        ["Мероприятие", "Срок", "Исполнители"],
        ["Анализ", "май", "УО, Петрова А.А."],
        ["Курсы", "-//-", "-//-"],
    )
    assert [actor.norm for actor in second.responsible] == [
        actor.norm for actor in first.responsible
    ]
    assert {actor.inherited_from for actor in second.responsible} == {"1"}


def test_shared_cells_and_inferred_ones_are_marked():
    _, second = items_of(
        ["Задача", "Мероприятие", "Срок", "Исполнители"],
        ["Кадры", "Курсы", "май", "УО"],
        ["", "Сайт", "^", "ИМЦ"],
    )
    assert second.shared_with == {"task": 1, "deadline_text": 1}
    assert second.confidence["task"] < 1
    assert "deadline_text" not in second.confidence


def test_columns_without_a_role_are_kept_by_their_header():
    (item,) = items_of(
        ["Мероприятие", "Срок", "Исполнители", "Участники", "Бюджет"],
        ["Курсы", "май", "УО", "педагоги", "0"],
    )
    assert item.extra == {"Участники": "педагоги", "Бюджет": "0"}


def test_a_measure_has_a_kind_and_its_evidence_too():
    (item,) = items_of(
        ["Мероприятие", "Срок", "Исполнители", "Результат"],
        ["Издание приказа", "май", "УО", "Приказ"],
    )
    assert item.kind is not None
    assert item.kind.value == "act"
    assert item.evidence_kind is not None


def test_an_empty_draft_gives_an_empty_roadmap():
    filled = fill(find_roadmap(layout("ПРИКАЗ")), CONTEXT)
    assert (filled.roadmap.items, filled.findings) == ((), ())
