"""Readings of invented plans, as the reader prints them."""

from __future__ import annotations

from datetime import date
from typing import Any

from opora.reading.as_json import reading_to_json
from opora.reading.model import (
    Column,
    Finding,
    Item,
    Layout,
    Period,
    Reading,
    Requisites,
    Roadmap,
    Section,
)

COLUMNS = (
    Column("№", "number"),
    Column("Мероприятие", "measure"),
    Column("Срок", "deadline"),
    Column("Ответственные", "responsible"),
)


def item(
    row: int, measure: str, deadline: str = "", responsible: str = "", **fields: Any
) -> Item:
    return Item(
        row=row,
        table_row=row,
        section=fields.pop("section", 1),
        number=f"{row}.",
        measure=measure,
        deadline_text=deadline,
        responsible_text=responsible,
        **fields,
    )


ITEMS = (
    item(1, "Провести семинар для завучей", "октябрь 2025 г.", "ИМЦ", confidence={"measure": 0.99}),
    item(2, "Обновить школьные программы", "до 01.12.2025", "руководители ОО",
         confidence={"measure": 0.99, "deadline_text": 0.6}),
    item(3, "Подвести итоги", "", "Лукина М.С.", section=2),
)  # fmt: skip


def a_reading(**fields: Any) -> dict[str, Any]:
    """Return the JSON of a plan with three measures in two sections."""
    document = Requisites(
        kind="приказ",
        title="О поддержке школ",
        number="7-од",
        date=date(2025, 8, 25),
        period=Period(date(2025, 9, 1), date(2026, 8, 31), "2025-2026 учебный год", "", ""),
        confidence={"title": 0.95, "number": 0.7},
    )
    roadmap = Roadmap(
        title="План поддержки",
        columns=COLUMNS,
        sections=(Section(1, "1.", "Методика"), Section(2, "2.", "Итоги")),
        items=fields.pop("items", ITEMS),
    )
    reading = Reading(Layout("txt", ()), document, roadmap, **fields)
    return reading_to_json(reading)


TORN = Finding("torn_row", "note", "Ячейка разорвана страницей и соединена.", rows=(2,))
