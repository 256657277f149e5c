"""The proof runs: measures of two orders of the demo are carried out and move indicators."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CENTRE = "Дорожная карта ИМЦ, качество образования.txt"
PREVENTION = "Профилактика неуспешности.html"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    done = subprocess.run(
        [sys.executable, "tools/measures.py", "--demo", "--only", CENTRE, "--only", PREVENTION],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def figures(lines: list[str]) -> dict[str, str]:
    return {name: value for _, name, value in map(str.split, _of(lines, "figure "))}


@pytest.mark.slow
def test_every_measure_is_carried_out_and_says_how(lines: list[str]) -> None:
    executable, measures = map(int, figures(lines)["measures_executable"].split("/"))
    assert executable == measures > 0
    carried = [one for one in lines if " → " in one and "проверка: " in one]
    assert len(carried) == measures


@pytest.mark.slow
def test_every_printed_indicator_moves_and_the_summary_says_by_which_work(
    lines: list[str],
) -> None:
    moved, printed = map(int, figures(lines)["indicators_moved"].split("/"))
    told = _of(lines, f"{CENTRE}    ") + _of(lines, f"{PREVENTION}    ")
    assert moved == printed == len(told) > 0
    assert all(" → " in one and " · " in one for one in told)
    attending = next(one for one in told if "I10" in one)
    assert "мероприятием 6" in attending


@pytest.mark.slow
def test_a_line_tells_only_what_its_row_prints(lines: list[str]) -> None:
    workshop = next(one for one in _of(lines, CENTRE) if "практикум" in one)
    assert "показателя в строке нет" in workshop
    seminar = next(one for one in _of(lines, PREVENTION) if "семинар" in one)
    assert "смотрите итог документа" in seminar


def _of(lines: list[str], beginning: str) -> list[str]:
    return [line for line in lines if line.startswith(beginning)]
