"""Papers and cells answered by hand before they were read, by one who had not seen the reader.

They are scored as the golden documents are. Papers 01 to 16 were written before the reader was
mended after them, the others against the mended reader.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path

import pytest
from blind_cells import cases
from blind_papers import load
from blind_writers import WRITERS

from opora.cli_reading import CellKind, _cell_reader
from opora.reading import read_document
from opora.reading.as_json import reading_to_json

SCORER = Path(__file__).resolve().parents[4] / "../shared/tools/score_reading.py"
PAPERS = {path.stem: load(path) for path in sorted(Path(__file__).parent.glob("*.yaml"))}
ASKED = ("plan_start", "plan_end", "document_date")
FLOOR = 0.97


@pytest.fixture(scope="module")
def scorer():
    if not SCORER.exists():
        pytest.skip("../shared with the scorer is not here")
    spec = importlib.util.spec_from_file_location("score_reading", SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def read(name, form):
    paper = PAPERS[name]
    suffix, write = WRITERS[form]
    reading = read_document(write(paper), f"{paper.name}.{suffix}")
    return json.loads(json.dumps(reading_to_json(reading, with_layout=False)))


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name in PAPERS for form in PAPERS[name].formats]
)
def test_a_blind_paper_is_read_in_each_of_its_formats(scorer, name, form):
    tally = scorer.score_document(PAPERS[name].answer, read(name, form))
    right, possible = (sum(pair[i] for pair in tally.values()) for i in (0, 1))
    wrong = {field: pair for field, pair in tally.items() if pair[0] != pair[1]}
    assert right / possible >= FLOOR, wrong


@pytest.mark.parametrize("name", PAPERS)
def test_points_of_a_blind_order_keep_their_own_deadlines(name):
    orders = read(name, PAPERS[name].formats[0])["document"]["orders"]
    points = {point["number"]: point for point in orders}
    for wanted in PAPERS[name].answer["document"].get("orders", []):
        if "due" in wanted:
            found = points[wanted["number"]].get("schedule") or []
            assert wanted["due"] in {clause.get("date") for clause in found}


@pytest.mark.parametrize(
    ("name", "kind", "same"),
    [
        ("deadlines", CellKind.DEADLINE, "same_schedule"),
        ("responsible", CellKind.RESPONSIBLE, "same_actors"),
        ("indicators", CellKind.INDICATOR, "same_indicator_cell"),
    ],
)
def test_blind_cells_are_read(scorer, name, kind, same):
    read_one, fits = _cell_reader(kind), getattr(scorer, same)
    asked = cases(name)
    wrong = []
    for text, context, answers in asked:
        case = {"id": name, "text": text, "context": dict(zip(ASKED, context, strict=False))}
        found = json.loads(json.dumps(read_one(case)))
        wrong += [] if any(fits(answer, found) for answer in answers) else [text]
    assert 1 - len(wrong) / len(asked) >= FLOOR, wrong
