"""``opora results-template`` from the command line."""

import pytest
import typer
from typer.testing import CliRunner

from opora import cli_template
from opora.results import read_results_file


@pytest.fixture
def run(tmp_path):
    app = typer.Typer()
    cli_template.register(app)
    table = tmp_path / "школы.csv"
    table.write_text(
        "Логин;Школа\nedu880101;СОШ № 14\nedu880102;Еловая ООШ\n", encoding="utf-8"
    )

    def run(*words, schools=table):
        asked = [*map(str, words), "--schools", str(schools), "--year", "2026"]
        return CliRunner().invoke(app, asked)

    return run


def test_a_workbook_of_marks_has_a_line_a_school(run, tmp_path):
    out = tmp_path / "Отметки.xlsx"

    assert run("marks", out, "--grade", 6, "--subject", "биология").exit_code == 0
    assert read_results_file(out).rows.read == 2


def test_each_school_gets_a_passport_of_its_own(run, tmp_path):
    done = run("passport", tmp_path / "паспорта")

    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 2
    assert len(list((tmp_path / "паспорта").glob("*_edu88010?.xlsx"))) == 2


@pytest.mark.parametrize(
    ("words", "reason"), [("Название;Адрес\nСОШ;1\n", "Логин"), (None, "не открывается")]
)
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(run, tmp_path, words, reason):
    table = tmp_path / "другая.csv"
    if words is not None:
        table.write_text(words, encoding="utf-8")

    done = run("marks", tmp_path / "a.xlsx", schools=table)

    assert done.exit_code == cli_template.REFUSED
    assert reason in done.stderr
    assert "Traceback" not in done.output
