"""The proof runs: every measure of a short order of the demo is carried out to the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = "Дорожная карта ИМЦ, качество образования.txt"


@pytest.mark.slow
def test_every_measure_of_a_short_order_is_carried_out_and_says_how() -> None:
    done = subprocess.run(
        [sys.executable, "tools/measures.py", "--demo", "--only", ORDER],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    figures = {name: value for _, name, value in map(str.split, _of(lines, "figure "))}
    executable, measures = map(int, figures["measures_executable"].split("/"))
    assert executable == measures > 0
    carried = _of(lines, ORDER)
    assert len(carried) == measures
    assert all("проверка: " in line for line in carried)
    assert all("показателя нет" in line or " → " in line for line in carried)
    assert "indicators_moved" in figures


def _of(lines: list[str], beginning: str) -> list[str]:
    return [line for line in lines if line.startswith(beginning)]
