"""Sections, torn rows, merged cells and numbers, in words of our own."""

from __future__ import annotations

from table_layouts import HEADER, codes, layout, numbers, roles, row, texts

from opora.reading.tables import find_roadmap


def test_titles_of_sections_stand_merged_bold_beside_a_number_or_in_the_first_cell():
    for title, parts in [
        (["II. Кадры", "<", "<", "<", "<"], (None, "II.")),
        (["", "*Кадры", "", "", ""], (None, None)),
        (["2", "Кадры", "", "", ""], (None, "2")),
        (["Раздел 2. Кадры", "", "", "", ""], ("Раздел", "2.")),
        (["Раздел 2", "Кадры", "", "", ""], ("Раздел", "2")),
        (["Кадры"] * 5, (None, None)),
    ]:
        draft = find_roadmap(layout([HEADER, title, row("2.1", "Курсы")]))
        (section,) = draft.sections
        assert ((section.prefix, section.number), section.title) == (parts, "Кадры")
        assert draft.items[0].section == 1


def test_a_paragraph_between_two_tables_titles_a_section():
    draft = find_roadmap(
        layout(
            "План мероприятий",
            "1. Право",
            [HEADER, row("1.1", "Приказ")],
            "2. Кадры",
            [HEADER, row("2.1", "Курсы")],
            "*Контроль",
            [row("3.1", "Отчёт")],
        )
    )
    assert [(s.number, s.title) for s in draft.sections] == [
        ("1.", "Право"),
        ("2.", "Кадры"),
        (None, "Контроль"),
    ]
    assert [item.section for item in draft.items] == [1, 2, 3]


def test_a_direction_above_sections_is_not_a_section_of_its_own():
    draft = find_roadmap(
        layout(
            [
                HEADER,
                ["Направление 1. Школы", "<", "<", "<", "<"],
                ["1. Кадры", "<", "<", "<", "<"],
                row("1.1", "Курсы"),
                ["2. Дети", "<", "<", "<", "<"],
                row("2.1", "Кружок"),
                ["Направление 2. Сеть", "<", "<", "<", "<"],
                ["1. Пары школ", "<", "<", "<", "<"],
                row("1.1", "Договор"),
            ]
        )
    )
    assert [section.direction for section in draft.sections] == [
        "Направление 1. Школы",
        "Направление 1. Школы",
        "Направление 2. Сеть",
    ]


def test_a_title_torn_by_a_page_break_is_joined_and_names_all_schools():
    draft = find_roadmap(
        layout(
            [HEADER, ["2", "Модель «Пара»: МБОУ «СОШ № 1», МБОУ", "<", "<", "<"]],
            [["", "«СОШ № 5», МКОУ «ООШ с. Луг»", "", "", ""], row("2.1", "Курсы")],
        )
    )
    (section,) = draft.sections
    assert section.schools == ("МБОУ «СОШ № 1»", "МБОУ «СОШ № 5»", "МКОУ «ООШ с. Луг»")
    assert codes(draft) == ["title-rejoined"]


def test_a_signature_or_a_note_in_the_table_is_no_section():
    for last in ("Начальник управления", "Исп. Петрова А.А.", "Примечание: сроки уточняются"):
        draft = find_roadmap(layout([HEADER, row("1", "Анализ"), [last, "<", "<", "<", "<"]]))
        assert (draft.sections, codes(draft)) == ((), ["row-skipped"])


def test_a_measure_with_nothing_else_printed_stays_a_measure():
    draft = find_roadmap(
        layout([HEADER, row("1", "Анализ"), ["2", "Курсы", "", "", ""], row("3", "Отчёт")])
    )
    assert (texts(draft, "measure"), draft.sections) == (["Анализ", "Курсы", "Отчёт"], ())


def test_a_row_torn_by_a_page_break_is_joined():
    draft = find_roadmap(
        layout(
            [
                HEADER,
                row("1", "Проведение анализа итогов", "сентябрь-", "Управление", "Справка об"),
            ],
            [["", "ВПР и ОГЭ", "октябрь 2023", "образования", "итогах"], row("2", "Курсы")],
        )
    )
    assert texts(draft, "measure") == ["Проведение анализа итогов ВПР и ОГЭ", "Курсы"]
    assert texts(draft, "deadline")[0] == "сентябрь-октябрь 2023"
    assert texts(draft, "responsible")[0] == "Управление образования"
    assert codes(draft) == ["row-rejoined"]


def test_a_torn_row_is_joined_across_a_repeated_header():
    draft = find_roadmap(
        layout(
            [HEADER, row("1", "Анализ независимой")],
            [HEADER, ["", "оценки", "", "", ""], row("2", "Курсы")],
        )
    )
    assert texts(draft, "measure") == ["Анализ независимой оценки", "Курсы"]


def test_an_orphan_of_one_cell_joins_the_row_above():
    draft = find_roadmap(
        layout(
            [HEADER, row("1", "Анализ", "май", "УО", "Ответственность за")],
            [["", "", "", "", "итоги"]],
        )
    )
    assert texts(draft, "expected_result") == ["Ответственность за итоги"]


def test_a_measure_whose_number_is_lost_is_a_measure_of_its_own():
    draft = find_roadmap(
        layout(
            [HEADER, row("1", "Анализ")],
            [["", "Проведение олимпиады", "", "ИМЦ", ""], row("2", "Курсы")],
        )
    )
    assert numbers(draft) == ["1", None, "2"]
    assert texts(draft, "deadline")[1] == ""


def test_measures_written_with_a_small_letter_stay_apart():
    header = ["Мероприятие", "Срок", "Ответственный"]
    draft = find_roadmap(
        layout(
            [
                header,
                ["анализ итогов", "май", "УО"],
                ["семинар", "", "ИМЦ"],
                ["беседы", "июнь", ""],
            ]
        )
    )
    assert texts(draft, "measure") == ["анализ итогов", "семинар", "беседы"]


def test_a_row_of_a_form_not_filled_in_is_skipped_and_said_so():
    draft = find_roadmap(layout([HEADER, ["1", "", "", "", ""], ["", "", "", "", ""]]))
    assert (draft.items, codes(draft)) == ((), ["row-empty"])


def test_a_merged_cell_reaches_every_measure_it_covers():
    draft = find_roadmap(
        layout(
            [
                HEADER,
                row("1", "Анализ"),
                ["2", "Курсы", "^", "^", "Отчёт"],
                ["3", "Сайт", "^", "ИМЦ", "Ссылка"],
            ]
        )
    )
    assert texts(draft, "deadline") == ["май 2023"] * 3
    assert [item.cells["deadline"].shared_with for item in draft.items] == [None, 1, 1]
    assert texts(draft, "responsible") == ["УО", "УО", "ИМЦ"]


def test_a_task_printed_once_holds_until_the_next_one():
    header = ["Задача", "Показатели", "Мероприятие", "Срок", "Исполнители"]
    draft = find_roadmap(
        layout(
            [
                header,
                ["Кадры", "доля педагогов, %", "Курсы", "май", "ИМЦ"],
                ["", "", "Конкурс", "", "УО"],
                ["Дети", "доля детей, %", "Кружок", "май", "ОО"],
                ["", "", "Олимпиада", "июнь", ""],
            ]
        )
    )
    assert texts(draft, "task") == ["Кадры", "Кадры", "Дети", "Дети"]
    assert texts(draft, "indicator")[1] == "доля педагогов, %"
    assert draft.items[1].cells["task"].inferred
    assert texts(draft, "deadline") == ["май", "", "май", "июнь"]


def test_empty_criteria_are_not_filled_from_above():
    header = ["№", "Мероприятие", "Критерии", "Срок", "Исполнители"]
    draft = find_roadmap(
        layout(
            [
                header,
                ["1", "Приказ", "", "май", "УО"],
                ["2", "Курсы", "охват", "май", "УО"],
                ["3", "Сайт", "", "май", "УО"],
            ]
        )
    )
    assert texts(draft, "criterion") == ["", "охват", ""]


def test_a_merged_cell_torn_over_measures_is_joined_for_all_of_them():
    header = ["№", "Мероприятие", "Показатели", "Срок", "Исполнители"]
    part = "доля школ, вовлечённых в сетевое взаимодействие со школами-"
    draft = find_roadmap(
        layout(
            [header, ["1", "Курсы", part, "май", "УО"], ["2", "Сайт", part, "май", "УО"]],
            [["3", "Конкурс", "лидерами, %", "май", "УО"]],
        )
    )
    assert texts(draft, "indicator") == [part + "лидерами, %"] * 3
    assert [item.cells["indicator"].shared_with for item in draft.items] == [None, 1, 1]


def test_a_measure_merged_over_two_deadlines_gives_two_items():
    draft = find_roadmap(
        layout([HEADER, row("1", "Мониторинг"), ["^", "^", "март 2024", "^", "Отчёт"]])
    )
    assert texts(draft, "deadline") == ["май 2023", "март 2024"]
    assert draft.items[1].cells["measure"].shared_with == 1
    assert codes(draft) == []


def test_measures_numbered_in_their_own_cells_are_parted():
    header = ["Мероприятие", "Срок", "Исполнители"]
    draft = find_roadmap(
        layout(
            [
                header,
                ["1. Анализ\n2. Сайт", "май", "УО"],
                ["3.Курсы", "июнь", "ИМЦ"],
                ["б.Отчёт", "июнь", "ИМЦ"],
            ]
        )
    )
    assert numbers(draft) == ["1.", "2.", "3.", "б."]
    assert [item.table_row for item in draft.items] == [1, 1, 2, 3]
    assert draft.items[1].cells["deadline"].shared_with == 1


def test_a_list_inside_a_numbered_measure_stays_one_measure():
    draft = find_roadmap(
        layout([HEADER, row("1", "1. Анализ\n2. Отчёт"), row("2", "Курсы:\n1) для школ")])
    )
    assert numbers(draft) == ["1", "2"]


def test_a_number_printed_in_both_cells_is_printed_once():
    draft = find_roadmap(layout([HEADER, row("1.1.", "1.1. Анализ")]))
    assert (numbers(draft), texts(draft, "measure")) == (["1.1."], ["Анализ"])


def test_one_number_printed_twice_in_a_section_is_a_finding():
    draft = find_roadmap(layout([HEADER, row("13", "Анализ"), row("13", "Курсы")]))
    (finding,) = draft.findings
    assert (finding.code, finding.rows) == ("number-duplicated", (1, 2))


def test_every_value_stands_where_it_was_printed():
    document = layout("План", [HEADER, row("1", "Анализ")], [["2", "Курсы", "май", "УО", ""]])
    places = [item.cells["measure"].place for item in find_roadmap(document).items]
    assert [(place.block, place.row, place.column) for place in places] == [
        (1, 1, 1),
        (2, 0, 1),
    ]


def test_a_merged_cell_cut_by_a_page_break_covers_the_rows_of_the_next_page():
    header = ["№", "Мероприятие", "Показатели", "Срок", "Исполнители"]
    draft = find_roadmap(
        layout(
            [header, ["1", "Курсы", "охват, %", "май", "УО"], ["2", "Сайт", "^", "^", "УО"]],
            [
                ["3", "Конкурс", "", "", "УО"],
                ["4", "Отчёт", "^", "июнь", "УО"],
                ["5", "Приказ", "", "", "УО"],
            ],
        )
    )
    assert texts(draft, "indicator") == ["охват, %"] * 4 + [""]
    assert texts(draft, "deadline") == ["май", "май", "май", "июнь", ""]


def test_tables_without_deadlines_beside_a_dated_plan_are_skipped_and_said_so():
    duties = [["Должность", "Мероприятия", "Ответственный"], ["Директор", "Контроль", "УО"]]
    draft = find_roadmap(layout(duties, "План", [HEADER, row("1", "Анализ")]))
    assert (texts(draft, "measure"), codes(draft)) == (["Анализ"], ["table-skipped"])


def test_a_plan_that_names_neither_dates_nor_people_is_still_a_plan():
    draft = find_roadmap(
        layout([["№", "Мероприятие", "Участники"], ["1", "Анализ", "педагоги"]])
    )
    assert texts(draft, "measure") == ["Анализ"]


def test_plain_lines_above_each_table_title_the_sections():
    header = ["Мероприятие", "Срок", "Исполнители"]
    draft = find_roadmap(
        layout(
            "План мероприятий",
            "по поддержке школ",
            "Работа с педагогами",
            [header, ["Курсы", "май", "УО"]],
            "Работа с детьми",
            [header, ["Кружок", "май", "УО"]],
        )
    )
    assert draft.title == "План мероприятий по поддержке школ"
    assert [section.title for section in draft.sections] == [
        "Работа с педагогами",
        "Работа с детьми",
    ]


def test_a_number_broken_by_a_narrow_column_is_closed_up():
    assert numbers(find_roadmap(layout([HEADER, row("1.1\n0.", "Анализ")]))) == ["1.10."]


def test_rows_that_divide_the_grid_otherwise_than_their_header_are_read_cell_by_cell():
    draft = find_roadmap(
        layout(
            [
                ["№", "Мероприятие", "<", "<", "Срок", "Исполнители", "<"],
                ["1. Кадры", "<", "<", "<", "<", "<", "<"],
                ["1", "Курсы", "<", "май", "<", "УО", "<"],
                ["2", "Сайт", "<", "<", "<", "июнь", "ИМЦ"],
            ]
        )
    )
    assert texts(draft, "measure") == ["Курсы", "Сайт"]
    assert texts(draft, "deadline") == ["май", "июнь"]
    assert texts(draft, "responsible") == ["УО", "ИМЦ"]
    assert [section.title for section in draft.sections] == ["Кадры"]


def test_a_header_cell_spread_over_two_columns_of_one_cell_is_one_column():
    draft = find_roadmap(
        layout(
            [
                ["№", "Мероприятие", "<", "Срок", "Исполнители"],
                ["1", "Курсы", "<", "май", "УО"],
                ["2", "", "<", "", ""],
            ]
        )
    )
    assert roles(draft) == ["number", "measure", "deadline", "responsible"]


def test_a_numbered_line_above_the_table_titles_the_section_before_the_second():
    draft = find_roadmap(
        layout(
            "План работы",
            "1. Кадры",
            [HEADER, row("1.1", "Курсы"), ["2. Дети", "<", "<", "<", "<"], row("2.1", "Сайт")],
        )
    )
    assert [section.title for section in draft.sections] == ["Кадры", "Дети"]
    assert draft.title == "План работы"
