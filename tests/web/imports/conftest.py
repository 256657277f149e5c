"""A draft of an invented order, read by the real reader, on the coordinator's table."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from opora.domain.acts.models import Draft
from opora.reading import read_document
from opora.reading.as_json import reading_to_json
from tests import factories

ORDER = """УПРАВЛЕНИЕ ОБРАЗОВАНИЯ АДМИНИСТРАЦИИ КЛЮЧЕВСКОГО ОКРУГА
ПРИКАЗ
25.08.2025\t№ 214-од
О поддержке школ с низкими образовательными результатами
ПРИКАЗЫВАЮ:
1. Утвердить план мероприятий («дорожную карту») на 2025-2026 учебный год (приложение).
2. Руководителям ОО представить отчёт до 20.05.2026.
3. Контроль оставляю за собой.
Начальник управления\tП.И. Державин

План мероприятий («дорожная карта») поддержки школ на 2025-2026 учебный год
№ п/п\tМероприятие\tСрок\tОтветственные
1\tПровести семинар для завучей\tоктябрь 2025 г.\tИМЦ
2\tОбновить школьные программы\tдо 01.12.2025\tруководители ОО
3\tПодвести итоги работы\t\tЛукина М.С.
"""


@cache
def _read(text: str) -> dict[str, Any]:
    return reading_to_json(read_document(text.encode(), "план.txt"))


def make_read_draft(organisation, by, text: str = ORDER) -> Draft:
    """Return a draft that waits for checking, with all that the real reader found."""
    reading = deepcopy(_read(text))
    current = {key: part for key, part in reading.items() if key != "layout"}
    return factories.make_draft(
        organisation, by=by, reading=reading, current=current, file_name="Приказ.txt"
    )


def order_of(rows: int) -> str:
    """Write the order with that many measures."""
    head = ORDER[: ORDER.index("1\tПровести")]
    lines = (f"{n}\tПровести семинар {n}\tдо 01.12.2025\tИМЦ\n" for n in range(1, rows + 1))
    return head + "".join(lines)


@pytest.fixture
def draft(authority, methodical, school, coordinator) -> Draft:
    return make_read_draft(authority, coordinator)
