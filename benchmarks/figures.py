"""How a figure is taken and told: medians of interleaved repeats, one line each."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Run(NamedTuple):
    """One run of a child process: seconds of its work, peak memory, what it answered."""

    seconds: float
    peak_mb: float
    answer: str


def figure(name: str, value: float) -> None:
    """Print the line of a figure."""
    print(f"figure {name} {value:.0f}" if value >= 1000 else f"figure {name} {value:.4g}")
    sys.stdout.flush()


def skipped(name: str, reason: str) -> None:
    """Say aloud that a figure was not taken."""
    print(f"skipped {name} {reason}", flush=True)


def child(module: str, *words: object) -> Run:
    """Run ``python -m module words``, whose last words are seconds, peak and answer."""
    command = [sys.executable, "-W", "ignore", "-m", module, *map(str, words)]
    told = subprocess.run(command, capture_output=True, cwd=ROOT, text=True, check=False)
    if told.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {told.returncode}: {told.stderr}")
    seconds, peak_mb, answer = told.stdout.split()[-3:]
    return Run(float(seconds), float(peak_mb), answer)


def peak_mb() -> float:
    """Return the peak memory of this process.

    Not by ``getrusage``: the peak it tells is inherited from the process that started this.
    """
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak) / 1024


def in_turn(ways: Mapping[str, Callable[[], Run]], repeats: int) -> dict[str, Run]:
    """Run each way in turn, again and again; return the median of each."""
    runs = [{name: way() for name, way in ways.items()} for _ in range(repeats)]
    return {
        name: Run(
            median(one[name].seconds for one in runs),
            median(one[name].peak_mb for one in runs),
            runs[0][name].answer,
        )
        for name in ways
    }


def seconds(work: Callable[[], object]) -> float:
    """Time one call in this process."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
