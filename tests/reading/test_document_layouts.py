"""Letterheads, stamps and signatures as Word documents really lay them out."""

from __future__ import annotations

import io
from datetime import date

import docx

from opora.reading import read_document

PLAN = (
    ("№", "Мероприятие", "Срок", "Ответственный"),
    ("1", "Совещание", "октябрь 2023", "Директора школ"),
    ("2", "Семинар", "ноябрь 2023", "ИМЦ"),
)


class Word:
    """A document under construction."""

    def __init__(self):
        self.document = docx.Document()

    def text(self, *paragraphs, style=None):
        for paragraph in paragraphs:
            self.document.add_paragraph(paragraph, style=style)
        return self

    def table(self, *rows):
        table = self.document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        return self

    def read(self):
        saved = io.BytesIO()
        self.document.save(saved)
        return read_document(saved.getvalue(), "order.docx")


def test_of_two_stamps_side_by_side_the_one_that_approves_counts():
    left = "СОГЛАСОВАНО\nНачальник управления\nТихого района\n____ Н.П. Орлова\n«30» августа 2023 г."
    right = (
        "УТВЕРЖДАЮ\nДиректор МБОУ «Лесная СОШ»\n____ К.К. Рощин\nПриказ № 45-од от 31.08.2023"
    )
    reading = (
        Word()
        .table((left, right))
        .text(
            "План мероприятий",
            "(«дорожная карта»)",
            "МБОУ «Лесная СОШ»",
            "на 2023-2024 учебный год",
        )
        .text("Цель: повышение качества образования.", "Задачи:", "1. Выявить причины.")
        .table(*PLAN)
        .read()
    )
    paper = reading.document
    assert (paper.kind, paper.number, paper.date) == (
        "дорожная карта",
        "45-од",
        date(2023, 8, 31),
    )
    assert (paper.organization, paper.signatory.name) == ("МБОУ «Лесная СОШ»", "К.К. Рощин")
    assert paper.title == (
        "План мероприятий («дорожная карта») МБОУ «Лесная СОШ» на 2023-2024 учебный год"
    )
    assert len(reading.roadmap.items) == 2


def test_a_letterhead_and_a_signature_in_borderless_tables_are_read():
    head = "АДМИНИСТРАЦИЯ\nТИХОГО РАЙОНА\nУПРАВЛЕНИЕ ОБРАЗОВАНИЯ\nПРИКАЗ\nот 5 сентября 2023 г. № 88\nс. Тихое"
    reading = (
        Word()
        .table((head, ""))
        .text("О внесении изменений в приказ\nот 12.01.2023 № 5 «О плане поддержки школ»")
        .text("В связи с кадровыми изменениями ", "ПРИКАЗЫВАЮ:")
        .text("Изменить план на 2023 год.", "Контроль оставляю за собой.", style="List Number")
        .table(("Начальник\nуправления образования", "", "Н.П. Орлова"))
        .table(("", "Приложение\nк приказу управления образования\nот 05.09.2023 № 88"))
        .text("ПЛАН МЕРОПРИЯТИЙ ПОДДЕРЖКИ ШКОЛ НА 2023 ГОД")
        .table(*PLAN)
        .read()
    )
    paper = reading.document
    assert paper.organization == "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ АДМИНИСТРАЦИИ ТИХОГО РАЙОНА"
    assert (paper.number, paper.date, paper.place) == ("88", date(2023, 9, 5), "с. Тихое")
    assert (
        paper.title
        == "О внесении изменений в приказ от 12.01.2023 № 5 «О плане поддержки школ»"
    )
    assert [point.number for point in paper.orders] == ["1", "2"]
    assert (paper.signatory.post, paper.signatory.name) == (
        "Начальник управления образования",
        "Н.П. Орлова",
    )
    assert paper.control.self_
    assert [(one.label, one.stamp_number) for one in paper.attachments] == [
        ("Приложение", "88")
    ]


def test_a_signature_below_the_plan_signs_it():
    reading = (
        Word()
        .text(
            "УТВЕРЖДЕНО\nраспоряжением администрации\nТихого района\nот 11.10.2022 г. № 301-р"
        )
        .text("Комплекс мер по поддержке школ до 2025 года")
        .table(*PLAN)
        .text("Начальник управления образования\t\tН.П. Орлова")
        .read()
    )
    paper = reading.document
    assert (paper.kind, paper.number, paper.signatory.name) == (
        "комплекс мер",
        "301-р",
        "Н.П. Орлова",
    )
    assert (paper.period.start, paper.period.end) == (date(2022, 10, 11), date(2025, 12, 31))


def test_an_order_without_a_plan_is_read_and_reported():
    reading = (
        Word()
        .text("Отдел образования", "ПРИКАЗ", "№ 5 от 01.02.2023", "О назначении кураторов")
        .text(
            "В целях поддержки школ приказываю:",
            "1. Назначить кураторами: Орлову Н.П., Рощина К.К.",
        )
        .text("2. Кураторам:", "2.1. посетить школы до 01.03.2023;", "2.2. представить отчёт.")
        .text(
            "3. Контроль возложить на методиста Седову Л.Б.", "Заведующий отделом\tИ.И. Птицын"
        )
        .read()
    )
    points = {point.number: point for point in reading.document.orders}
    assert list(points) == ["1", "2", "2.1", "2.2", "3"]
    assert [clause.date for clause in points["2.1"].schedule] == [date(2023, 3, 1)]
    assert points["2.2"].responsible[0].inherited_from == "2"
    assert reading.document.period is None
    assert [one.code for one in reading.findings] == ["no-roadmap"]


def test_a_list_of_schools_before_the_plan_is_no_part_of_a_title():
    stamp = "к распоряжению комитета\nот 15.11.2022 № 212-р"
    reading = (
        Word()
        .text("Комитет по образованию города Тихограда", "РАСПОРЯЖЕНИЕ")
        .text(
            "«15» ноября 2022 года\t\t\t№ 212-р", "Об утверждении перечня школ и дорожной карты"
        )
        .text("На основании письма ФГБУ «ФИОКО» № 02-21/605 от 30.09.2022:")
        .text(
            "1. Утвердить перечень школ (приложение №1).",
            "2. Утвердить дорожную карту (приложение №2).",
        )
        .text("Заместитель председателя комитета\nпо образованию\nА.А. Быкова")
        .text(f"Приложение № 1\n{stamp}", "Перечень школ")
        .table(("№", "Школа", "Директор"), ("1", "МБОУ СОШ № 1", "Рощин К.К."))
        .text(
            f"Приложение № 2\n{stamp}",
            "Дорожная карта\nподдержки школ\nна 2022/2023 учебный год",
        )
        .table(*PLAN)
        .read()
    )
    paper = reading.document
    assert [(act.number, act.date) for act in paper.basis] == [("02-21/605", date(2022, 9, 30))]
    assert paper.signatory.post == "Заместитель председателя комитета по образованию"
    assert [one.title for one in paper.attachments] == [
        "Перечень школ",
        "Дорожная карта поддержки школ на 2022/2023 учебный год",
    ]
    assert [item.measure for item in reading.roadmap.items] == ["Совещание", "Семинар"]


def test_a_form_with_boxes_for_number_and_date_is_read():
    reading = (
        Word()
        .text("МБОУ «Лесная СОШ»")
        .table(("", "Номер документа", "Дата составления"), ("ПРИКАЗ", "112-од", "05.09.2023"))
        .text(
            "Об утверждении плана", "ПРИКАЗЫВАЮ:", "1. Утвердить план.", "Директор\tК.К. Рощин"
        )
        .text("План мероприятий")
        .table(*PLAN)
        .read()
    )
    paper = reading.document
    assert (paper.kind, paper.number, paper.date) == ("приказ", "112-од", date(2023, 9, 5))
    assert (paper.organization, paper.title) == ("МБОУ «Лесная СОШ»", "Об утверждении плана")


def test_a_deadline_beside_the_addressee_is_no_part_of_the_name():
    reading = (
        Word()
        .text("Отдел образования", "ПРИКАЗ", "№ 5 от 01.02.2023", "О мерах", "ПРИКАЗЫВАЮ:")
        .text("1. Руководителям школ до 01.03.2023 г.: назначить ответственных.")
        .text("Заведующий отделом\tИ.И. Птицын")
        .read()
    )
    point = reading.document.orders[0]
    assert [actor.norm for actor in point.responsible] == ["руководители школ"]
    assert [clause.date for clause in point.schedule] == [date(2023, 3, 1)]
