"""Every check finds its defect, and is silent where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from opora.reading.findings import CHECKS, check
from opora.reading.findings.catalogue import finding, load_catalogue
from opora.reading.model import (
    Actor,
    Attachment,
    Clause,
    Column,
    Control,
    Indicator,
    Item,
    Layout,
    Period,
    Point,
    Reading,
    Requisites,
    Roadmap,
    Section,
    Signature,
    SupportModel,
)

SIGNED = date(2022, 9, 1)
ORDER = Requisites(
    kind="приказ",
    title="Об утверждении плана мероприятий",
    number="5",
    date=SIGNED,
    orders=(Point("1", "Утвердить план."),),
    signatory=Signature("Начальник", "Н.П. Орлова"),
    control=Control("Контроль оставляю за собой.", "Н.П. Орлова", self_=True),
    period=Period(date(2022, 9, 1), date(2023, 8, 31), "на 2022-2023 учебный год", "", ""),
)
COLUMNS = (Column("Мероприятие", "measure"), Column("Срок", "deadline"))
DUE = Clause("deadline", date=date(2022, 12, 1))


def measure(row=1, **fields):
    given = {
        "number": str(row),
        "measure": "Совещание",
        "deadline_text": "до 01.12.2022",
        "schedule": (DUE,),
        "responsible_text": "Орлова Н.П.",
        "responsible": (Actor("Орлова Н.П.", "person", "Орлова Н.П."),),
        "expected_result": "Протокол",
    }
    return Item(row=row, table_row=row, section=None, **(given | fields))


def reading(*items, document=ORDER, sections=(), models=()):
    roadmap = Roadmap("План", COLUMNS, sections, items)
    return Reading(Layout("txt", ()), document, roadmap, models)


def codes(*items, **pieces):
    return [one.code for one in check(reading(*items, **pieces))]


def bare(**fields):
    return replace(Requisites(title="Дорожная карта"), **fields)


def test_a_sound_plan_has_no_findings():
    assert codes(measure()) == []


def test_errors_stand_before_warnings_and_notes():
    found = check(
        reading(measure(deadline_text="31.02.2022", schedule=()), measure(2, number="б."))
    )
    order = [one.severity for one in found]
    assert order == sorted(order, key=["error", "warning", "note"].index)


def test_every_entry_of_the_catalogue_is_whole():
    for code, entry in load_catalogue().findings.items():
        assert entry.message.endswith((".", "}")), code
        assert entry.suggestion.endswith("."), code


def test_every_check_is_registered_once():
    assert len(set(CHECKS)) == len(CHECKS)


def test_an_unknown_code_is_refused():
    with pytest.raises(KeyError):
        finding("no-such-code")


def test_a_document_without_a_plan_is_an_error():
    found = check(Reading(Layout("txt", ()), ORDER, Roadmap(None)))
    assert [(one.code, one.severity) for one in found] == [("no-roadmap", "error")]


def test_a_plan_in_which_every_cell_is_empty_is_an_error():
    empty = measure(
        measure="", deadline_text="", responsible_text="", expected_result="", schedule=()
    )
    assert {"no-measures", "no-deadlines"} <= set(codes(empty))


def test_a_plan_without_any_deadline_is_one_error():
    found = codes(
        measure(deadline_text=None, schedule=()), measure(2, deadline_text=None, schedule=())
    )
    assert found.count("no-deadlines") == 1
    assert "deadline-missing" not in found


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"deadline_text": "", "schedule": (Clause("unspecified"),)}, "deadline-missing"),
        (
            {"deadline_text": "когда-нибудь", "schedule": (Clause("unspecified"),)},
            "deadline-unread",
        ),
        (
            {"deadline_text": "31.02.2023", "schedule": (Clause("unspecified"),)},
            "impossible-date",
        ),
        ({"schedule": (Clause("deadline", date=date(2022, 8, 1)),)}, "measure-before-order"),
        ({"schedule": (Clause("deadline", date=date(2023, 10, 1)),)}, "outside-period"),
        ({"schedule": (replace(DUE, year_inferred=True),)}, "year-inferred"),
        ({"schedule": (Clause("as_needed"),)}, "only-as-needed"),
        ({"responsible_text": "", "responsible": ()}, "responsible-missing"),
        ({"responsible_text": "???", "responsible": ()}, "responsible-unread"),
        ({"responsible_text": "Орлова Н.П.,"}, "responsible-torn"),
        (
            {"responsible": (Actor("6 команд", "organization", "команды", count=6),)},
            "responsible-counted",
        ),
        ({"expected_result": ""}, "result-missing"),
        ({"number": "б."}, "number-misread"),
        ({"measure": "Работа с ПНСУ"}, "abbreviation-misread"),
        ({"measure": "Сбор данных для ГГУЦЦ"}, "abbreviation-unexplained"),
        ({"measure": "Семинар (для учителей"}, "pair-unmatched"),
        ({"measure": "План ((приложение)"}, "pair-doubled"),
    ],
)
def test_a_defect_of_a_measure_is_found_with_its_row(fields, code):
    other = measure(2, deadline_text="до 01.12.2022")
    found = [one for one in check(reading(measure(**fields), other)) if one.code == code]
    assert [one.rows for one in found] == [(1,)]
    assert found[0].message
    assert found[0].suggestion


def test_the_suggestion_for_a_misread_abbreviation_names_what_was_meant():
    found = check(reading(measure(measure="Поддержка ПННОР и ПТНСУ")))
    assert [one.message.split("«")[2].split("»")[0] for one in found] == ["ШНОР", "ШНСУ"]


def test_a_misread_abbreviation_is_found_even_where_the_document_explains_it():
    document = replace(ORDER, abbreviations={"ПННОР": "школы с низкими результатами"})
    assert codes(measure(measure="Поддержка ПННОР"), document=document) == [
        "abbreviation-misread"
    ]


@pytest.mark.parametrize(
    "text",
    ["Подготовка к ВПР и ЕГЭ", "Семинар «ГГУЦЦ»", "IV этап", "а) анализ; б) план", "СРОЧНО"],
)
def test_usual_wordings_are_no_findings(text):
    assert codes(measure(measure=text)) == []


def test_an_explained_abbreviation_is_no_finding():
    document = replace(ORDER, abbreviations={"ГГУЦЦ": "центр"})
    assert codes(measure(measure="Семинар в ГГУЦЦ"), document=document) == []


def test_a_person_who_answers_for_most_rows_is_named_with_the_count():
    found = check(reading(*(measure(row) for row in range(1, 7))))
    assert [one.message for one in found] == ["Орлова Н.П. отвечает за 6 из 6 мероприятий."]


def test_one_link_for_two_measures_is_found():
    one = {"evidence_urls": ("https://x.example/1",), "execution_info": "https://x.example/1"}
    found = [
        f for f in check(reading(measure(**one), measure(2, **one))) if f.code == "url-repeated"
    ]
    assert [f.rows for f in found] == [(1, 2)]


def test_measures_without_a_word_on_execution_are_listed_once():
    found = check(reading(measure(execution_info="Сделано"), measure(2, execution_info="")))
    assert [(one.code, one.rows) for one in found] == [("evidence-missing", (2,))]


def test_a_jump_in_the_numbers_of_indicators_is_found():
    numbers = ("1.", "2.", "7.", "8.")
    indicators = tuple(Indicator("Доля", "share", number=number) for number in numbers)
    found = check(reading(measure(indicators=indicators, indicators_text="…")))
    assert [one.message for one in found] == [
        "Нумерация показателей прерывается: после 2 идёт 7."
    ]


def test_a_stamp_of_another_day_and_number_is_found():
    stamp = Attachment(None, "УТВЕРЖДЕН", "План", stamp_number="6", stamp_date=date(2022, 9, 2))
    document = replace(ORDER, attachments=(stamp,))
    assert codes(measure(), document=document) == ["stamp-date-differs", "stamp-number-differs"]


def test_a_stamp_that_differs_in_spaces_only_is_the_same():
    document = replace(
        ORDER, number="5 - ОД", attachments=(Attachment(None, None, None, None, "5-ОД"),)
    )
    assert codes(measure(), document=document) == []


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("number", "no-number"),
        ("date", "no-date"),
        ("signatory", "no-signatory"),
        ("control", "no-control"),
    ],
)
def test_an_order_without_a_requisite_is_reported(field, code):
    assert code in codes(measure(), document=replace(ORDER, **{field: None}))


def test_a_plan_without_approval_is_reported():
    assert codes(measure(), document=bare()) == ["no-approval"]
    assert codes(measure(), document=bare(number="5")) == []


def test_a_period_that_is_not_printed_is_said():
    period = Period(date(2022, 9, 1), date(2022, 12, 1), None, "", "", inferred=True)
    assert codes(measure(), document=replace(ORDER, period=period)) == ["period-inferred"]


def test_a_school_year_with_a_later_deadline_is_found():
    year = Clause(
        "school_year", year="2021-2022", start=date(2021, 9, 1), end=date(2022, 8, 31)
    )
    found = codes(measure(schedule=(year, DUE)), document=bare(number="5"))
    assert found == ["after-school-year", "mixed-periods"]


def test_a_calendar_plan_with_the_dates_of_one_school_year_is_found():
    period = Period(date(2022, 1, 1), date(2023, 12, 31), "на 2022-2023 годы", "", "")
    found = check(reading(measure(), document=replace(ORDER, period=period)))
    assert [one.code for one in found] == ["calendar-period-school-year"]
    assert "2022–2023" in found[0].message


def test_a_slip_in_the_title_is_found_and_other_forms_are_not():
    document = bare(title="Дорожная карата школ", number="5")
    assert codes(measure(), document=document) == ["title-typo"]
    assert codes(measure(), document=bare(title="О дорожной карте и картах", number="5")) == []


def test_a_name_alone_below_the_signature_is_reported():
    document = replace(ORDER, acquaintance=(Signature(None, "Л.Б. Седова"),))
    assert codes(measure(), document=document) == ["name-alone"]


def test_a_model_without_schools_is_reported_where_others_have_some():
    models = (
        SupportModel("Первая модель", schools=("СОШ № 1",)),
        SupportModel("Вторая модель"),
    )
    assert codes(measure(), models=models) == ["models-without-schools"]
    assert codes(measure(), models=models[1:]) == []


def test_a_comma_misplaced_in_a_list_of_schools_is_found():
    title = 'Работа со школами: МБОУ "Первая" МБОУ, "Вторая"'
    sections = (Section(1, "1.", title, schools=('МБОУ "Первая"', 'МБОУ "Вторая"')),)
    assert codes(measure(), sections=sections) == ["school-list"]
