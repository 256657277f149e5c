"""How fast a protocol of 100,000 pupils is read and taken in, beside other readers of XLSX.

Run ``python -m benchmarks.protocol``. Each reader works in a process of its own; ours checks
every row on the way, the others give cells.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from benchmarks.figures import child, figure, in_turn, peak_mb
from opora.methodology.mark_scales import MarkScale, load_mark_scales

SCHOOLS, PUPILS, YEAR = 1000, 100, 2024
CLASS = 25


def write(path: Path) -> None:
    """Write «Индивидуальные результаты» of ВПР, mathematics of grade 5: a section a school."""
    scale = load_mark_scales().scale("ВПР", "МА", 5, YEAR)
    if scale is None:
        raise SystemExit(f"no scale of mathematics in {YEAR}")
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("МА 5 Индивидуальные результаты")
        for number, row in enumerate(_lines(scale)):
            sheet.write_row(number, 0, row)


def _lines(scale: MarkScale) -> Iterator[list[str | int]]:
    yield ["Индивидуальные результаты"]
    yield [f"ВПР {YEAR} Математика 5 класс"]
    yield ["Предмет:", "Математика"]
    yield ["Максимальный первичный балл:", scale.most]
    yield ["Дата:", f"16.04.{YEAR}"]
    tasks = [f"{task} (1б)" for task in range(1, scale.most + 1)]
    yield [
        "ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", *tasks,
        "Первичный балл", "Отметка", "Отметка по журналу",
    ]  # fmt: skip
    rng = np.random.default_rng(1)
    for school in range(SCHOOLS):
        scores = (rng.random((PUPILS, scale.most)) < rng.uniform(0.3, 0.8)).astype(int)
        yield from _section(f"edu95{school:04}", scores, scale)


def _section(
    code: str, scores: NDArray[np.int64], scale: MarkScale
) -> Iterator[list[str | int]]:
    name = f"МБОУ «СОШ № {int(code[5:])}»({code})"
    totals = scores.sum(axis=1)
    marks = 2 + np.digitize(totals, (scale.from_3, scale.from_4, scale.from_5))
    yield [f"{name} | Кол-во участников: {PUPILS}"]
    for pupil, (row, total, mark) in enumerate(zip(scores, totals, marks, strict=True)):
        place = [50_001 + pupil, pupil // CLASS + 1, pupil % 2 + 1]
        own = [int(one) for one in (*place, *row, total, mark, mark)]
        yield [code, "Городской округ", name, *own]


def ours(path: Path) -> int:
    """Read and check; return rows of data."""
    from opora.results import read_results_file

    return read_results_file(path).rows.read


def taken_in(path: Path) -> int:
    """Read, check and put into a store; return rows of data."""
    from opora.results import read_results_file
    from opora.results.store import Arrival, Store, source_digest

    with tempfile.TemporaryDirectory() as store:
        results = read_results_file(path)
        Store(Path(store)).add([Arrival(results, source_digest(path))])
    return results.rows.read


def by_openpyxl(path: Path) -> int:
    """Read all cells in its mode for large files; return rows."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))
    book.close()
    return rows


def by_pandas(path: Path, engine: str) -> int:
    """Read the sheet into a frame; return rows."""
    import pandas as pd  # type: ignore[import-untyped]

    return len(pd.read_excel(path, header=None, engine=engine))


READERS: dict[str, Callable[[Path], int]] = {
    "ours": ours,
    "import": taken_in,
    "openpyxl": by_openpyxl,
    "pandas_openpyxl": partial(by_pandas, engine="openpyxl"),
    "pandas_calamine": partial(by_pandas, engine="calamine"),
}


def read(name: str, path: Path) -> None:
    """Work as a child: read with one reader, tell what it took."""
    if name in {"ours", "import"}:
        import benchmarks.ways.no_pandas  # noqa: F401 — it works by being loaded
    began = time.perf_counter()
    rows = READERS[name](path)
    took = time.perf_counter() - began
    print(took, peak_mb(), rows)


def main() -> None:
    """Print the figures of every reader."""
    with tempfile.TemporaryDirectory(prefix="opora-bench-") as folder:
        path = Path(folder, "protocol.xlsx")
        write(path)
        ways = {name: partial(child, "benchmarks.protocol", name, path) for name in READERS}
        runs = in_turn(ways, repeats=3)
    for name, run in runs.items():
        if name == "import":
            figure("import_100k_s", run.seconds)
            figure("import_100k_peak_mb", run.peak_mb)
            continue
        shown = "read_xlsx" if name == "ours" else f"read_xlsx_{name}"
        figure(f"{shown}_rows_per_s", int(run.answer) / run.seconds)
        figure(f"{shown}_peak_mb", run.peak_mb)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        read(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
