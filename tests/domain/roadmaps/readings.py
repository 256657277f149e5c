"""An invented order with a plan, as the reader prints it."""

from __future__ import annotations

from typing import Any


def actor(norm: str, kind: str = "organization") -> dict[str, Any]:
    return {"text": norm, "type": kind, "norm": norm}


def item(row: int, measure: str, **fields: Any) -> dict[str, Any]:
    return {
        "section": 1,
        "number": f"{row}.",
        "row": row,
        "table_row": row,
        "measure": measure,
        "deadline_text": "до 01.12.2025",
        "schedule": [{"type": "deadline", "date": "2025-12-01"}],
        "responsible_text": "ИМЦ",
        "responsible": [actor("ИМЦ")],
        "expected_result": "Справка",
        "kind": "analysis",
        **fields,
    }


ITEMS = (
    item(1, "Провести семинар для завучей", kind="event"),
    item(
        2,
        "Разработать школьную дорожную карту",
        kind="act",
        deadline_text="до 15.10.2025",
        schedule=[{"type": "deadline", "date": "2025-10-15"}],
        responsible_text="руководители ОО",
        responsible=[actor("руководители ОО", "role")],
    ),
    item(
        3,
        "Проводить консультации",
        kind="casework",
        deadline_text="по мере необходимости",
        schedule=[{"type": "as_needed", "as_needed": True}],
        responsible=[actor("Лукина М.С.", "person")],
    ),
    item(
        4,
        "Наблюдать за проверочными работами",
        section=2,
        deadline_text="в сроки ВПР",
        schedule=[{"type": "event", "event": "ВПР", "relation": "according_to"}],
        responsible=[actor("Неведомый центр")],
    ),
)


def a_reading(*, items: Any = ITEMS, **document: Any) -> dict[str, Any]:
    return {
        "document": {
            "kind": "приказ",
            "title": "О поддержке школ",
            "number": "7-од",
            "date": "2025-08-25",
            "organization": "Управление образования",
            "signatory": {"post": "начальник", "name": "П.И. Державин"},
            "control": {"text": "оставляю за собой", "who": None},
            "basis": [{"text": "О проекте", "number": "12", "date": None}],
            "orders": [{"number": "1", "text": "Утвердить план."}],
            "period": {"start": "2025-09-01", "end": "2026-08-31"},
            **document,
        },
        "roadmap": {
            "title": "Дорожная карта поддержки школ",
            "columns": [{"header": "Мероприятие", "role": "measure"}],
            "sections": [
                {"number": "1.", "title": "Организация"},
                {"number": "2.", "title": "Контроль"},
            ],
            "items": [dict(one) for one in items],
        },
    }
