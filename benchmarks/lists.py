"""How fast a list is made: a region, growth beside peers, the nation, a second question.

Run ``python -m benchmarks.lists [--millions 10,30]``.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.figures import Run, child, figure, in_turn, seconds, skipped
from benchmarks.stores import NATION, YEARS, Shape, build
from opora.analytics.counts import Counts
from opora.analytics.identification import identify
from opora.analytics.whatif import replay
from opora.cli_identify.asked import Asked
from opora.methodology.rules import load_rules
from opora.results.store import Store, open_engine

YEAR = YEARS[-1]
REGION = Shape(schools=1200, pupils=70)
MEMORY_A_MILLION = 140 * 10**6
"""What pandas holds of a million marks, and a little more. [bytes]"""
DISK_A_MILLION = 60 * 10**6
"""What a store of a million marks takes, and a little more. [bytes]"""
WHOLE_NATION = Shape(schools=40_000, pupils=70, assessments=NATION, by_mark=True)
SCHOOLS_A_MILLION, PUPILS = 400, 208
"""A hundred million results are all 40,000 schools of the country."""

THRESHOLDS, WINDOWS, MINIMAL_NS = range(20, 45, 5), (2, 3, 4), (5, 10, 15)
READINGS = ("R2025-A", "R2025-B", "R2025-OR", "R2025-AND")


@contextmanager
def store_of(shape: Shape) -> Iterator[Path]:
    """Build a store for as long as it is asked."""
    with tempfile.TemporaryDirectory(prefix="opora-bench-") as folder:
        build(shape, Path(folder))
        yield Path(folder)


def way(name: str, store: Path) -> Callable[[], Run]:
    """Return a run of a way as the first question over a data set."""

    def run() -> Run:
        shutil.rmtree(store / "totals", ignore_errors=True)
        return child("benchmarks.ways", name, store, YEAR)

    return run


def compared(store: Path, names: Sequence[str], repeats: int) -> dict[str, Run]:
    """Run ways in turn; all but the bare scan must make the same list."""
    runs = in_turn({name: way(name, store) for name in names}, repeats)
    answers = {run.answer for name, run in runs.items() if name != "scan"}
    if len(answers) != 1:
        raise SystemExit(f"the lists differ: {runs}")
    return runs


def region() -> None:
    """Take a region: the command from store to JSON, beside the bare sums of the same rows."""
    with store_of(REGION) as store:
        runs = compared(store, ("counts", "full_scan", "scan"), repeats=5)
        tell("identify_region", runs["counts"])
        tell("identify_region_full_scan", runs["full_scan"])
        tell("scan_region", runs["scan"])
        for name, ours in (("", "counts"), ("_full_scan", "full_scan")):
            ratio = runs[ours].seconds / runs["scan"].seconds
            figure(f"identify_region{name}_vs_scan", ratio)
        questions(store)


def tell(name: str, run: Run) -> None:
    """Print the figures of one way."""
    figure(f"{name}_s", run.seconds)
    figure(f"{name}_peak_mb", run.peak_mb)


def questions(store: Path) -> None:
    """Ask a region again: another rule over the same data, and a grid of what-ifs."""
    rule = load_rules().rule("R2025-AND")

    def second() -> None:
        identify(opened(store), rule, YEAR)

    second()
    figure("second_question_ms", 1000 * median(seconds(second) for _ in range(7)))
    counts = opened(store)
    asked = partial(identify, counts, rule, YEAR)
    figure("second_question_in_memory_ms", 1000 * median(seconds(asked) for _ in range(7)))


def what_if() -> None:
    """Ask about a thousand schools under every reading, threshold, window and minimal n."""
    with store_of(Shape(schools=1000, pupils=70)) as store:
        counts = opened(store)
        rules = [load_rules().rule(code) for code in READINGS]
        asked = partial(
            replay, counts, YEAR, rules, thresholds=THRESHOLDS, windows=WINDOWS,
            minimal_ns=MINIMAL_NS,
        )  # fmt: skip
        figure("whatif_1000_schools_scenarios", len(asked().scenarios))
        figure("whatif_1000_schools_ms", 1000 * median(seconds(asked) for _ in range(7)))


def opened(store: Path) -> Counts:
    """Open a store as a command does and add up its counts."""
    return Asked(Store(store).dataset(), open_engine()).counts


def growth(millions: Sequence[int]) -> None:
    """Make the same list of ever more schools, all marks read, beside peers."""
    took = {}
    for size in millions:
        if lack := lacking(size):
            skipped(f"identify_{size}m", lack)
            continue
        shape = Shape(SCHOOLS_A_MILLION * size, PUPILS)
        began = time.perf_counter()
        with store_of(shape) as store:
            figure(f"store_{size}m_s", time.perf_counter() - began)
            names = ("full_scan", "counts", "scan", "sql", "frames")
            runs = compared(store, names, repeats=3)
        tell_growth(f"{size}m", runs)
        took[shape.results] = runs["full_scan"].seconds
    if len(took) > 1:
        (least, first), *_, (most, last) = sorted(took.items())
        figure("identify_growth_exponent", math.log(last / first) / math.log(most / least))


def lacking(millions: int) -> str:
    """Say what of this machine is too small for a size; nothing if it is large enough."""
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if free < MEMORY_A_MILLION * millions:
        need = MEMORY_A_MILLION * millions // 10**9
        return f"pandas, the peer, needs {need} GB of free memory"
    if shutil.disk_usage(tempfile.gettempdir()).free < DISK_A_MILLION * millions:
        return f"the marks need {DISK_A_MILLION * millions // 10**9} GB of free disk"
    return ""


def tell_growth(size: str, runs: dict[str, Run]) -> None:
    """Print the figures of one size: ours by marks and by counts, each peer, the ratios."""
    shown = {
        "full_scan": f"identify_{size}",
        "counts": f"identify_{size}_counts",
        "scan": f"scan_{size}",
        "sql": f"sql_{size}",
        "frames": f"pandas_{size}",
    }
    for name, run in runs.items():
        tell(shown[name], run)
    for name, peer in (("frames", "pandas"), ("sql", "sql"), ("scan", "scan")):
        figure(f"identify_{size}_vs_{peer}", runs["full_scan"].seconds / runs[name].seconds)
        figure(f"identify_{size}_counts_vs_{peer}", runs["counts"].seconds / runs[name].seconds)


def nation() -> None:
    """Every school of the country, two years, eight assessments, from the counts."""
    with store_of(WHOLE_NATION) as store:
        run = in_turn({"counts": way("counts", store)}, repeats=3)["counts"]
    tell("identify_nation", run)


def main() -> None:
    """Print every figure of lists."""
    parser = ArgumentParser()
    parser.add_argument("--millions", default="10,30,100", help="sizes to grow over, by comma")
    millions = parser.parse_args().millions.split(",")
    region()
    what_if()
    nation()
    growth([int(one) for one in millions])


if __name__ == "__main__":
    main()
