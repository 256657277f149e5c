"""Memory is bounded by the limit, not by the data; a kept answer costs milliseconds."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from opora.results.store import EngineFailed, Store, open_engine
from tests.results.store.builders import many_rows, table_file

ROOT = Path(__file__).resolve().parents[3]
ROWS, SCHOOLS = 500_000, 120_000

SCAN = """
import json, re, sys
from pathlib import Path
from opora.results.store import Store, open_engine

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

dataset, engine = Store(sys.argv[1]).dataset(), open_engine("duckdb", "48MB")
before = peak()
table = dataset.totals(engine, full_scan=True)
told = {name: sum(table[name].to_pylist()) for name in ("low", "tested")}
print(json.dumps(told | {"schools": table.num_rows, "grown_mb": peak() - before}))
"""


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    place = tmp_path_factory.mktemp("big") / "store"
    sources = [many_rows(str(grade), ROWS, SCHOOLS, grade=grade) for grade in (5, 6, 7)]
    Store(place).add(sources)
    size = sum(table.nbytes for one in sources for table in one.ready.values())
    assert size > 200_000_000
    return place


@pytest.mark.slow
def test_more_than_the_memory_is_added_up_by_spilling(big):
    done = subprocess.run(
        [sys.executable, "-c", SCAN, str(big)], capture_output=True, check=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}/src"},
    )  # fmt: skip
    told = json.loads(done.stdout)

    low = sum(1 for row in range(ROWS) if row % 7 % 4 == 0)
    assert (told["low"], told["tested"]) == (3 * low, 3 * ROWS)
    assert told["schools"] == 3 * SCHOOLS
    assert told["grown_mb"] < 200


@pytest.mark.slow
def test_without_room_to_spill_it_is_a_sentence(big):
    engine = open_engine("duckdb", "48MB")
    engine._connection.execute("SET max_temp_directory_size = '0MB'")

    with pytest.raises(EngineFailed, match="увеличьте --memory"):
        Store(big).dataset().totals(engine, full_scan=True)


def test_a_second_question_costs_milliseconds(store, engine):
    region = {f"edu{number:06}": (3, 9, 9, 3) for number in range(1_200)}
    store.add([table_file("a", region)])
    first = store.dataset().totals(engine)
    dataset = store.dataset()

    took = []
    for _ in range(5):
        started = time.perf_counter()
        assert dataset.totals(engine).equals(first)
        took.append(time.perf_counter() - started)

    assert min(took) < 0.05
