"""Import a file of 100,000 rows by the queue's own worker while pages are asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks.figures import figure
from benchmarks.pages import ROOT, Page, Visitor, p50_p95, timed

if TYPE_CHECKING:
    from benchmarks.region_results import Filled
    from opora.domain.assessments.models import Import

ROWS, SCHOOLS = 100_000, 1500
PAUSE = 0.05
PATIENCE = 300
WHILE = "while a file of 100,000 rows is imported"


def import_while_pages_answer(
    filled: Filled, visitors: dict[str, Visitor], pages: Sequence[Page]
) -> None:
    """Bring a file, let a worker read and add it, ask for pages meanwhile."""
    from django.utils import timezone

    from opora.domain.assessments.models import Import
    from opora.domain.assessments.services import imports

    by = filled.people.region
    with written_file(filled.first_year - 1) as path:
        brought = imports.bring(
            path, name=path.name, organisation=filled.ministry, by=by, at=timezone.now()
        )
    imported, asked = brought.imported, cycle(pages)
    figures: dict[str, list[float]] = {page.name: [] for page in pages}
    with worker():
        for stage, end in (("read", Import.Status.READY), ("added", Import.Status.ADDED)):
            began = time.monotonic()
            while not _has_come_to(imported, end, began):
                page = next(asked)
                figures[page.name].append(timed(visitors[page.who].client, page.path))
                time.sleep(PAUSE)
            figure(f"import_100000_rows_{stage}_s", time.monotonic() - began)
            if end == Import.Status.READY:
                imports.confirm(imported, by=by, at=timezone.now())
    figure("import_100000_rows_kept", imported.rows_kept)
    _tell({name: taken for name, taken in figures.items() if taken})


def _has_come_to(imported: Import, end: str, began: float) -> bool:
    imported.refresh_from_db()
    refused = imported.status == imported.Status.REFUSED or imported.refusal
    if refused or time.monotonic() - began > PATIENCE:
        raise SystemExit(f"{imported}: {imported.refusal or imported.stage}")
    return imported.status == end


@contextmanager
def written_file(year: int) -> Iterator[Path]:
    """Write «Индивидуальные результаты» of a work of every school."""
    import numpy as np

    from opora.results.synthesis.region import Region, School
    from opora.results.synthesis.reports import write_individual
    from opora.results.synthesis.sittings import SITTINGS, sit

    region, sitting = Region(SCHOOLS, (1,), 1), SITTINGS[0]
    size = ROWS // SCHOOLS + 3
    rng = np.random.default_rng(1)
    schools = [
        School(one, f"МБОУ «Школа {one}»", one // 50, False, size, 0.0, level, 0.0, False)
        for one, level in enumerate(rng.normal(0, 0.4, SCHOOLS), start=1)
    ]
    papers = [told for one in schools if (told := sit(region, one, sitting, 1))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"Индивидуальные результаты_МА5_{year}.xlsx"
        write_individual(path, sitting, year, papers)
        yield path


@contextmanager
def worker() -> Iterator[None]:
    """Run the queue as an installation does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "qcluster"],
        env=os.environ,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _tell(figures: dict[str, list[float]]) -> None:
    table = Table(title=f"Pages {WHILE}, one client")
    for column in ("page", "asked", "p50 ms", "p95 ms"):
        table.add_column(column, justify="left" if column == "page" else "right")
    everything = [one for taken in figures.values() for one in taken]
    for name, taken in {**figures, "all": everything}.items():
        p50, p95 = p50_p95(taken if len(taken) > 1 else taken * 2)
        table.add_row(name, str(len(taken)), f"{p50:.0f}", f"{p95:.0f}")
    Console(width=110).print(table)
    p50, p95 = p50_p95(everything)
    figure("pages_during_import_p50_ms", p50)
    figure("pages_during_import_p95_ms", p95)
