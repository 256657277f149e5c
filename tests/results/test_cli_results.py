"""The command ``opora results``."""

import json
import runpy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from opora.cli import app
from tests.results.cases_exams import oge_two_exams
from tests.results.cases_vpr import flat_marks

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def run(*arguments):
    return CliRunner().invoke(app, ["results", *map(str, arguments)])


@pytest.fixture
def files(tmp_path):
    paths = []
    for case in (oge_two_exams, flat_marks):
        paths.append(tmp_path / case.name)
        paths[-1].write_bytes(case.content())
    return paths


def test_json_has_one_element_a_file(files):
    result = run(*files, "--json")

    assert result.exit_code == 0
    assert [one["layout"] for one in json.loads(result.stdout)["files"]] == [
        "oge_protocol",
        "flat_marks",
    ]


def test_a_person_sees_schools_and_findings(files):
    result = run(files[1])

    assert "edu770201" in result.stdout
    assert "marks.xlsx:Лист1:8: В строке нет кода школы" in result.stdout


def test_a_refused_file_does_not_stop_the_others(files, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing else")
    result = run(broken, tmp_path / "absent.xlsx", files[0], "--json")
    printed = json.loads(result.stdout)["files"]

    assert result.exit_code == 2
    assert [one["layout"] for one in printed] == ["unknown", "unknown", "oge_protocol"]
    assert "повреждена" in printed[0]["refused"]
    assert "не открывается" in printed[1]["refused"]


def test_the_examples_are_read_as_their_answers_say():
    folder, scorer = SHARED / "results_examples", SHARED / "tools" / "score_results.py"
    if not scorer.exists():
        pytest.skip("the shared folder with examples is not beside the checkout")
    tool = runpy.run_path(str(scorer))
    printed = json.loads(run(*sorted(folder.glob("*.xlsx")), "--json").stdout)

    assert tool["score"](tool["read_answers"](folder), printed, lambda *_: None) >= 0.99
