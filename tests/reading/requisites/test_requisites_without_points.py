"""An order may go from its title straight to the table, without a single point."""

from __future__ import annotations

from opora.reading import read_document

ORDER = """Отдел образования администрации Ровенского района
ПРИКАЗ от 12.09.2023 № 77
О плане поддержки школ на 2023-2024 учебный год

№\tМероприятие\tСрок\tОтветственный\tРезультат
1\tСовещание директоров\tоктябрь 2023\tОтдел образования\tПротокол
2\tСеминар для учителей\tдо 20.11.2023\tМКУ «РМК»\tПрограмма

Начальник отдела образования                 П.П. Орлов
"""


def test_an_order_without_points_keeps_its_requisites() -> None:
    document = read_document(ORDER.encode(), "приказ.txt").document

    assert (document.kind, document.number) == ("приказ", "77")
    assert document.title == "О плане поддержки школ на 2023-2024 учебный год"
    assert document.signatory is not None
    assert document.signatory.name == "П.П. Орлов"
    assert document.orders == ()
