"""Files made apart from the reader, each with an answer written by a person."""

import json
from pathlib import Path

import pytest

from opora.results import read_results_file
from opora.results.as_json import results_to_json

FOLDER = Path(__file__).parent / "blind"
ANSWERS = sorted(FOLDER.glob("*.expected.json"))
OPEN: dict[str, str] = {}
"""Reasons by file: what is not yet read as a person reads it."""


def case(path):
    answer = json.loads(path.read_text(encoding="utf-8"))
    reason = OPEN.get(answer["file"])
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(answer, id=answer["file"], marks=marks)


@pytest.mark.parametrize("answer", [case(path) for path in ANSWERS])
def test_a_file_never_seen_is_read_as_a_person_read_it(answer):
    read = results_to_json(read_results_file(FOLDER / answer["file"]))

    assert read["layout"] == answer["layout"]
    assert read["procedures"] == answer["procedures"]
    assert schools(read) == schools(answer)
    assert read["rows"] == answer["rows"]
    assert findings(read) == findings(answer)


def test_each_file_has_an_answer_and_each_answer_a_file():
    files = {path.name for path in FOLDER.iterdir() if path.suffix not in {".json", ".md"}}

    assert {json.loads(path.read_text(encoding="utf-8"))["file"] for path in ANSWERS} == files
    assert len(files) >= 25


def schools(told):
    keys = ("name", "participants", "below", "marks")
    return {
        (one["code"], one["procedure"]): [one[key] for key in keys] for one in told["schools"]
    }


def findings(told):
    return {one["code"] for one in told["findings"]}
