"""``opora results`` with layouts of a region and with the schools of a municipality."""

import json

import pytest
import typer
from typer.testing import CliRunner

from opora import cli_results

MARKS = (
    "Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5\n"
    "2024;5;МА;Ручейный;edu880101;МБОУ «СОШ № 14»;10;10;40;40;10\n"
    "2024;5;МА;Ручейный;edu880199;СОШ № 15;10;10;40;40;10\n"
)


@pytest.fixture
def run(tmp_path):
    app = typer.Typer()
    cli_results.register(app)
    (tmp_path / "marks.csv").write_text(MARKS, encoding="utf-8")
    (tmp_path / "школы.csv").write_text(
        "Логин;Школа\nedu880101;СОШ № 14\nedu880102;СОШ № 15\n", encoding="utf-8"
    )

    def run(*words):
        return CliRunner().invoke(app, [str(tmp_path / "marks.csv"), *map(str, words)])

    return run


def test_unknown_schools_are_told_with_suggestions(run, tmp_path):
    done = run("--known-schools", tmp_path / "школы.csv")

    assert done.exit_code == 0
    assert (
        "Неизвестная школа: edu880199, СОШ № 15 (marks.csv). Похожи: edu880102" in done.stdout
    )


def test_the_queue_is_a_key_of_its_own(run, tmp_path):
    plain = json.loads(run("--json").stdout)
    asked = json.loads(run("--json", "--known-schools", tmp_path / "школы.csv").stdout)

    assert set(plain) == {"files"}
    assert asked["files"] == plain["files"]
    (unknown,) = asked["schools_queue"]["unknown"]
    assert (unknown["code"], unknown["suggestions"][0]["code"]) == ("edu880199", "edu880102")


def test_decisions_are_applied(run, tmp_path):
    (tmp_path / "решено.csv").write_text("в файле;код\nedu880199;edu880102\n", encoding="utf-8")
    words = ("--known-schools", tmp_path / "школы.csv", "--decided", tmp_path / "решено.csv")
    asked = json.loads(run("--json", *words).stdout)

    assert [one["code"] for one in asked["files"][0]["schools"]] == ["edu880101", "edu880102"]
    assert asked["schools_queue"] == {"unknown": [], "clashes": []}


@pytest.mark.parametrize("option", ["--layouts", "--known-schools", "--decided"])
def test_what_is_not_there_is_refused_in_a_sentence(run, tmp_path, option):
    done = run(option, tmp_path / "нет")

    assert done.exit_code == cli_results.REFUSED
    assert done.stderr.strip()
    assert "Traceback" not in done.output
