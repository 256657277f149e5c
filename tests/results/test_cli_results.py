"""The command ``opora results``."""

import errno
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


def test_a_person_reads_what_a_file_is_by_its_title(files):
    printed = run(files[0]).stdout

    assert "Протокол РЦОИ, ОГЭ, строк" in printed
    assert "oge_protocol" not in printed


@pytest.fixture
def many(files, tmp_path):
    copies = []
    for year in ("2024", "2025"):
        (tmp_path / year).mkdir()
        for file in files:
            copies.append(tmp_path / year / file.name)
            copies[-1].write_bytes(file.read_bytes())
    return [*files, *copies]


def test_many_files_for_a_store_are_told_in_a_line_each(many, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    result = run(*many, tmp_path / "absent.xlsx", "--store", tmp_path / "store")
    lines = result.stdout.splitlines()

    assert (result.exit_code, len(lines)) == (2, len(many) + 6)
    assert "2024/marks.xlsx" in result.stdout
    assert "Таблица региона с отметками" in result.stdout
    assert "Не прочитан" in result.stdout
    assert "edu770201" not in result.stdout
    assert "--verbose" in lines[-1]


def test_many_files_are_told_in_full_where_asked(many, tmp_path):
    result = run(*many, "--store", tmp_path / "store", "--verbose")

    assert "edu770201" in result.stdout
    assert "В строке нет кода школы" in result.stdout


def test_few_files_are_told_in_full_without_asking(files, tmp_path):
    assert "edu770201" in run(*files, "--store", tmp_path / "store").stdout


def test_a_refused_file_does_not_stop_the_others(files, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing else")
    result = run(broken, tmp_path / "absent.xlsx", files[0], "--json")
    printed = json.loads(result.stdout)["files"]

    assert result.exit_code == 2
    assert [one["layout"] for one in printed] == ["unknown", "unknown", "oge_protocol"]
    assert "повреждена" in printed[0]["refused"]
    assert "не открывается" in printed[1]["refused"]


@pytest.mark.parametrize(
    ("name", "says"),
    [("absent.xlsx", "такого файла нет"), ("folder", "это папка"), ("empty.csv", "Файл пуст")],
)
def test_what_cannot_be_opened_is_told_in_words(tmp_path, name, says):
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.csv").touch()
    result = run(tmp_path / name)

    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_a_file_without_right_to_read_is_told_in_words(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root, who runs tests in containers, reads all
    result = run(tmp_path / "closed.xlsx")

    assert (result.exit_code, "нет права его читать" in result.stderr) == (2, True)


def test_json_alone_stands_in_the_standard_output(files, tmp_path):
    result = run(*files, tmp_path / "absent.xlsx", "--json", "--store", tmp_path / "store")

    assert result.exit_code == 2
    assert len(json.loads(result.stdout)["files"]) == 3
    assert "Набор данных" in result.stderr


def test_files_are_shown_also_when_the_store_refuses(files, tmp_path):
    (tmp_path / "store").write_text("это файл, а не папка")
    result = run(*files, "--json", "--store", tmp_path / "store")

    assert result.exit_code == 2
    assert len(json.loads(result.stdout)["files"]) == 2


def test_names_of_schools_do_not_steer_the_terminal(tmp_path):
    path = tmp_path / "bias.csv"
    path.write_text(
        "Год;Логин;Муниципалитет;ОО;4 РУ;4 МА\n"
        "2024;edu770201;Округ;=1+1 [red]\x1b[31mСОШ;1;7\n2024;edu770202;Округ;СОШ;1;0\n",
        encoding="utf-8",
    )
    result = run(path)

    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "bias.csv::F2: Значение не прочитано или невозможно: признак «7»." in result.stdout


def test_the_examples_are_read_as_their_answers_say():
    folder, scorer = SHARED / "results_examples", SHARED / "tools" / "score_results.py"
    if not scorer.exists():
        pytest.skip("the shared folder with examples is not beside the checkout")
    tool = runpy.run_path(str(scorer))
    printed = json.loads(run(*sorted(folder.glob("*.xlsx")), "--json").stdout)

    assert tool["score"](tool["read_answers"](folder), printed, lambda *_: None) >= 0.99
