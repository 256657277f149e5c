"""How fast documents are read: linear in their number, pages and rows a second, peak memory.

Run ``python -m benchmarks.reading``; prints a table and figures.
"""

from __future__ import annotations

import io
import resource
import statistics
from time import perf_counter

import docx

from benchmarks.figures import figure
from opora.reading import read_document

ROWS_A_PAGE = 8
COLUMNS = ("№ п/п", "Мероприятие", "Срок", "Ответственный", "Ожидаемый результат")
MEASURES = (
    "Проведение совещания с руководителями школ по итогам диагностических работ",
    "Разработка положения о кураторах школ с низкими образовательными результатами",
    "Анализ результатов всероссийских проверочных работ по русскому языку и математике",
    "Методический семинар для учителей-предметников «Урок для каждого»",
)
DEADLINES = (
    "до 01.12.{}",
    "ноябрь {} г.",
    "ежеквартально",
    "в течение года",
    "I полугодие {} года",
)
ACTORS = ("Управление образования", "ИМЦ, руководители ОО", "Орлова Н.П.", "Директора школ")
RESULTS = ("Приказ", "Аналитическая справка", "Не менее 20 участников", "Доля школ – 100 %")
SIZES = (25, 50, 100, 200)


def row(index: int) -> tuple[str, ...]:
    year = 2022 + index % 3
    return (
        f"{index}.",
        f"{MEASURES[index % len(MEASURES)]} ({index})",
        DEADLINES[index % len(DEADLINES)].format(year),
        ACTORS[index % len(ACTORS)],
        RESULTS[index % len(RESULTS)],
    )


def order(rows: int, number: int) -> list[str]:
    return [
        "Управление образования администрации Тихого муниципального района",
        "ПРИКАЗ",
        f"12.09.2022\t№ {number}-о\tс. Тихое",
        "Об утверждении плана мероприятий на 2022-2024 годы",
        "В целях поддержки школ ПРИКАЗЫВАЮ:",
        "1. Утвердить план мероприятий на 2022-2024 годы (приложение).",
        "2. Контроль за исполнением приказа оставляю за собой.",
        "Начальник управления\tН.П. Орлова",
        "Приложение",
        f"План мероприятий ({rows} строк) на 2022-2024 годы",
    ]


def as_text(rows: int, number: int) -> bytes:
    table = "\n".join(
        "\t".join(line) for line in [COLUMNS, *(row(i) for i in range(1, rows + 1))]
    )
    return "\n\n".join([*order(rows, number), table]).encode()


def as_docx(rows: int, number: int) -> bytes:
    document = docx.Document()
    for paragraph in order(rows, number):
        document.add_paragraph(paragraph)
    table = document.add_table(rows=rows + 1, cols=len(COLUMNS), style="Table Grid")
    for line, texts in zip(
        table.rows, [COLUMNS, *(row(i) for i in range(1, rows + 1))], strict=True
    ):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def seconds(contents: list[tuple[bytes, str]]) -> float:
    began = perf_counter()
    for content, name in contents:
        read_document(content, name)
    return perf_counter() - began


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    ten_pages = as_docx(10 * ROWS_A_PAGE, 1)
    cold = seconds([(ten_pages, "order.docx")])
    warm = statistics.median(seconds([(ten_pages, "order.docx")]) for _ in range(5))
    print(f"{'10 pages DOCX, first in the process':44}{cold:8.2f} s")
    print(f"{'10 pages DOCX, median of 5':44}{warm:8.2f} s")
    print(f"{'peak memory so far':44}{peak_megabytes():8.0f} MB")
    print(f"\n{'documents':>9} {'seconds':>8} {'ms each':>8} {'pages/s':>8} {'rows/s':>8}")
    for size in SIZES:
        rows = 3 * ROWS_A_PAGE
        contents = [(as_text(rows, number), "order.txt") for number in range(size)]
        took = seconds(contents)
        speed = (1000 * took / size, 3 * size / took, rows * size / took)
        print(f"{size:9} {took:8.2f} {speed[0]:8.1f} {speed[1]:8.0f} {speed[2]:8.0f}")
    print(f"\n{'peak memory':44}{peak_megabytes():8.0f} MB")
    figure("read_10_pages_docx_first_s", cold)
    figure("read_10_pages_docx_s", warm)
    figure(f"read_{SIZES[-1]}_documents_s", took)
    figure("read_documents_peak_mb", peak_megabytes())


if __name__ == "__main__":
    main()
