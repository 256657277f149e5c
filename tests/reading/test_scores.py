"""The promises of the reader, measured with the scorer that others use."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from opora.cli_reading import CellKind, _cell_reader
from opora.reading import read_document
from opora.reading.as_json import reading_to_json

SHARED = Path(__file__).resolve().parents[2] / "../shared"
SEEDS = {
    "kosa": "000",
    "gubakha": "001",
    "lesosibirsk": "002",
    "kaitag": "003",
    "gorodets": "004",
}
EXAMPLES = [
    "02_priozersk.docx",
    "02_priozersk.html",
    "02_priozersk.txt",
    "05_beloyarye.docx",
    "05_beloyarye.txt",
]
CASES = {
    CellKind.DEADLINE: "deadlines_open",
    CellKind.RESPONSIBLE: "responsible_open",
    CellKind.INDICATOR: "indicators_open",
}


@pytest.fixture(scope="module")
def scorer():
    path = SHARED / "tools/score_reading.py"
    if not path.exists():
        pytest.skip("../shared with the scorer and the answers is not here")
    spec = importlib.util.spec_from_file_location("score_reading", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(scorer, answer, path):
    want = json.loads(answer.read_text("utf-8"))
    read = reading_to_json(read_document(path.read_bytes(), path.name), with_layout=False)
    tally = scorer.score_document(want, json.loads(json.dumps(read)))
    right, possible = (sum(pair[i] for pair in tally.values()) for i in (0, 1))
    return right / possible, {
        field: pair for field, pair in tally.items() if pair[0] != pair[1]
    }


@pytest.mark.parametrize("name", SEEDS)
def test_a_real_document_is_read_almost_whole(scorer, name):
    path = next(SHARED.glob(f"seeds/{SEEDS[name]}_*.txt"))
    share, wrong = score(scorer, SHARED / f"golden/{name}.json", path)
    assert share >= 0.99, wrong


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_in_every_format(scorer, name):
    path = SHARED / "examples" / name
    share, wrong = score(scorer, path.with_suffix(".json"), path)
    assert share >= 0.97, wrong


@pytest.mark.parametrize(
    "answer",
    sorted((Path(__file__).parent / "documents").glob("*.json")),
    ids=lambda path: path.stem,
)
def test_an_unseen_document_is_read(scorer, answer):
    path = next(one for one in answer.parent.glob(f"{answer.stem}.*") if one.suffix != ".json")
    share, wrong = score(scorer, answer, path)
    assert share >= 0.97, wrong


@pytest.mark.parametrize("kind", CellKind)
def test_cells_are_read(scorer, kind):
    same = {
        CellKind.DEADLINE: scorer.same_schedule,
        CellKind.RESPONSIBLE: scorer.same_actors,
        CellKind.INDICATOR: scorer.same_indicator_cell,
    }[kind]
    cases = json.loads((SHARED / f"golden/{CASES[kind]}.json").read_text("utf-8"))
    read = _cell_reader(kind)
    wrong = [
        case["id"]
        for case in cases["cases"]
        if not any(
            same(answer, read(case))
            for answer in [case["expected"], *case.get("alternatives", [])]
        )
    ]
    assert 1 - len(wrong) / len(cases["cases"]) >= 0.95, wrong


def test_kinds_of_measures_are_guessed(scorer):
    answers = json.loads((SHARED / "golden/measure_kinds.json").read_text("utf-8"))
    others = json.loads((SHARED / "golden/measure_kinds_alternatives.json").read_text("utf-8"))
    right = possible = 0
    for name, number in SEEDS.items():
        path = next(SHARED.glob(f"seeds/{number}_*.txt"))
        for item in read_document(path.read_bytes(), path.name).roadmap.items:
            wanted = _wanted(answers["items"], name, item.row) | _wanted(others, name, item.row)
            possible += 1
            right += item.kind is not None and item.kind.value in wanted
    assert right / possible >= 0.95


def _wanted(answers, name, row):
    found = answers.get(name, {}).get(str(row), [])
    return {found} if isinstance(found, str) else set(found)
