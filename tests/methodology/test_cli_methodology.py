"""``opora methodology``: what the command prints and refuses."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from opora import cli_methodology


@pytest.fixture
def run():
    app = typer.Typer()
    cli_methodology.register(app)
    return lambda *args: CliRunner().invoke(app, ["methodology", *map(str, args)])


def test_check_passes_our_packs_and_says_what_nobody_checked(run):
    done = run("check")
    assert done.exit_code == 0
    assert "с ошибками: 0" in done.stdout
    assert "identification_rules.yaml: второй человек ещё не проверил" in done.stdout


def test_check_refuses_a_wrong_file_of_a_region(run, tmp_path):
    path = tmp_path / "region.yaml"
    path.write_text("rules: []", "utf-8")
    done = run("check", "--extra", path)
    assert done.exit_code == cli_methodology.REFUSED
    assert "region.yaml" in done.stderr
    assert "provenance" in done.stderr


def test_a_missing_file_of_a_region_is_refused(run, tmp_path):
    done = run("show", "R2020", "--extra", tmp_path / "none.yaml")
    assert done.exit_code == cli_methodology.REFUSED
    assert "none.yaml" in done.stderr


def test_list_prints_names_and_the_label(run):
    done = run("list")
    assert "identification_rules" in done.stdout
    rows = json.loads(run("list", "--json").stdout)
    by_name = {row["name"]: row for row in rows}
    assert by_name["identification_rules"]["label"] == "по умолчанию, не нормативно"
    assert by_name["subjects"]["label"] is None


def test_show_prints_a_rule_with_the_label_beside_each_number_that_no_act_says(run):
    done = run("show", "R2025-A")
    assert "Порог: 30 %\n" in done.stdout
    assert "Участников не меньше: 10 (по умолчанию, не нормативно)" in done.stdout
    data = json.loads(run("show", "R2025-A", "--json").stdout)
    assert data["not_normative"] == ["minimal_n", "assessments"]


def test_show_prints_a_pack_as_its_reviewers_see_it(run):
    assert "provenance:" in run("show", "risk_factors").stdout
    assert json.loads(run("show", "risk_factors", "--json").stdout)["factors"]


def test_show_refuses_what_is_not_there(run):
    done = run("show", "R1999")
    assert done.exit_code == cli_methodology.REFUSED
    assert "набора «R1999» нет" in done.stderr
