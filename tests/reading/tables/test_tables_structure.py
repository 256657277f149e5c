"""Which tables are the roadmap, and what their headers mean."""

from __future__ import annotations

from table_layouts import HEADER, codes, layout, numbers, roles, row, texts

from opora.reading.tables import RoadmapDraft, find_roadmap


def test_a_document_without_a_roadmap_gives_an_empty_draft():
    people = [
        ["№", "ФИО", "Должность", "Подпись", "Дата"],
        ["1", "Петров П.П.", "учитель", "", ""],
    ]
    draft = find_roadmap(layout("ПРИКАЗ", people, "Директор"))
    assert draft == RoadmapDraft()


def test_tables_of_other_kinds_are_left_alone():
    stamp = [["УТВЕРЖДЕНО", "", "Приказ от 01.02.2023 № 5"]]
    figures = [
        ["№", "Показатель", "Ед. изм.", "2023", "2024"],
        ["1", "Доля школ", "%", "5", "10"],
    ]
    schools = [
        ["№", "Школа", "Директор", "Модель", "Код"],
        ["1", "СОШ № 1", "П.П. Петров", "сеть", "7"],
    ]
    draft = find_roadmap(
        layout(
            stamp,
            "План мероприятий",
            [HEADER, row("1", "Анализ")],
            "Приложение 2",
            figures,
            schools,
        )
    )
    assert texts(draft, "measure") == ["Анализ"]
    assert draft.tables == (2,)


def test_two_plans_with_different_headers_are_both_read():
    second = [["Содержание", "Дата", "Исполнитель"], ["Курсы", "май", "ИМЦ"]]
    draft = find_roadmap(layout("План 1", [HEADER, row("1", "Анализ")], "Приложение 2", second))
    assert texts(draft, "measure") == ["Анализ", "Курсы"]


def test_a_table_on_the_next_page_continues_without_a_header_past_a_page_number():
    draft = find_roadmap(layout([HEADER, row("1", "Анализ")], "- 2 -", [row("2", "Курсы")]))
    assert numbers(draft) == ["1", "2"]


def test_a_header_printed_again_on_the_next_page_is_noted():
    draft = find_roadmap(layout([HEADER, row("1", "Анализ")], [HEADER, row("2", "Курсы")]))
    assert (numbers(draft), codes(draft)) == (["1", "2"], ["header-repeated"])


def test_a_header_printed_again_inside_a_table_is_noted():
    draft = find_roadmap(layout([HEADER, row("1", "Анализ"), HEADER, row("2", "Курсы")]))
    assert (numbers(draft), codes(draft)) == (["1", "2"], ["header-repeated"])


def test_a_table_without_any_header_is_read_by_its_content_and_said_so():
    draft = find_roadmap(
        layout(
            "План работы",
            [
                row("1.", "Проведение семинара для педагогов"),
                row("2.", "Анализ итогов диагностики"),
            ],
        )
    )
    assert roles(draft) == ["number", "measure", "deadline", "responsible", "expected_result"]
    assert codes(draft) == ["header-guessed"]
    assert all(column.confidence < 0.5 for column in draft.columns)


def test_columns_stand_in_any_order_and_unknown_ones_are_kept():
    draft = find_roadmap(
        layout(
            [
                ["Исполнители", "Финансирование", "Период", "Содержание работы"],
                ["УО", "0 руб.", "май", "Анализ"],
            ]
        )
    )
    assert roles(draft) == ["responsible", "other", "deadline", "measure"]
    assert draft.items[0].extra["Финансирование"].text == "0 руб."


def test_a_header_of_two_levels_gives_beginning_and_end():
    draft = find_roadmap(
        layout(
            [
                ["№", "Мероприятия", "Сроки", "<", "Исполнители"],
                ["^", "^", "начало", "окончание", "^"],
                ["1", "2", "3", "4", "5"],
                ["1", "Анализ", "01.02.2023", "28.02.2023", "УО"],
            ]
        )
    )
    assert roles(draft)[2:4] == ["deadline", "deadline_end"]
    assert (texts(draft, "deadline"), texts(draft, "deadline_end")) == (
        ["01.02.2023"],
        ["28.02.2023"],
    )


def test_a_header_of_two_levels_is_read_where_merges_are_lost():
    draft = find_roadmap(
        layout(
            [
                ["№", "Мероприятия", "Сроки", "", "Исполнители"],
                ["", "", "начало", "окончание", ""],
                ["1", "Анализ", "01.02.2023", "", "УО"],
            ]
        )
    )
    assert roles(draft) == ["number", "measure", "deadline", "deadline_end", "responsible"]


def test_two_columns_under_one_header_are_joined():
    draft = find_roadmap(
        layout(
            [
                ["Мероприятия", "Срок", "Исполнители", "<"],
                ["^", "^", "ответственный", "соисполнители"],
                ["Анализ", "май", "УО", "ИМЦ, ОО"],
            ]
        )
    )
    assert texts(draft, "responsible") == ["УО, ИМЦ, ОО"]


def test_marks_under_years_become_a_deadline():
    draft = find_roadmap(
        layout(
            [
                ["Мероприятия", "Срок реализации", "<", "<", "Исполнители"],
                ["^", "2023", "2024", "2025", "^"],
                ["Анализ", "+", "", "+", "УО"],
                ["Курсы", "", "март", "", "ИМЦ"],
            ]
        )
    )
    assert texts(draft, "deadline") == ["2023, 2025", "март 2024"]


def test_a_header_torn_over_two_rows_is_joined():
    draft = find_roadmap(
        layout(
            [
                ["№", "Наименование", "Срок", "Ответст-", "Ожидаемый"],
                ["п/п", "мероприятия", "", "венные", "результат"],
                row("1", "Анализ"),
            ]
        )
    )
    assert roles(draft) == ["number", "measure", "deadline", "responsible", "expected_result"]
    assert draft.columns[3].header == "Ответственные"
    assert numbers(draft) == ["1"]


def test_a_title_inside_the_table_is_no_section():
    draft = find_roadmap(
        layout(
            [["План мероприятий на 2023 год", "<", "<", "<", "<"], HEADER, row("1", "Анализ")]
        )
    )
    assert (draft.title, draft.sections) == ("План мероприятий на 2023 год", ())


def test_number_and_measure_in_one_column_are_parted():
    draft = find_roadmap(
        layout(
            [
                ["№ п/п, наименование мероприятия", "Срок", "Исполнители"],
                ["1.1. Анализ", "май", "УО"],
            ]
        )
    )
    assert (numbers(draft), texts(draft, "measure")) == (["1.1."], ["Анализ"])


def test_a_column_of_ordinals_without_a_header_numbers_the_measures():
    draft = find_roadmap(
        layout([["", "Мероприятие", "Срок", "Исполнители"], ["1", "Анализ", "май", "УО"]])
    )
    assert numbers(draft) == ["1"]
