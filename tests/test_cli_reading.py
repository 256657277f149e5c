from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from opora.cli import app

ORDER = """Управление образования

ПРИКАЗ

12.09.2023	№ 88-о

Об утверждении плана

В целях поддержки школ ПРИКАЗЫВАЮ:

1. Утвердить план на 2023 год.

Начальник	Н.П. Орлова

План мероприятий на 2023 год

№	Мероприятие	Срок	Ответственный
1	Совещание	до 01.12.2023	Директора школ
2	Семинар		ИМЦ
"""


@pytest.fixture
def order(tmp_path):
    path = tmp_path / "приказ.txt"
    path.write_text(ORDER, "utf-8")
    return path


def run(*args, given=None):
    return CliRunner().invoke(app, [*map(str, args)], input=given)


def test_read_prints_what_was_understood_and_the_findings_with_their_place(order):
    done = run("read", order)
    assert done.exit_code == 0
    assert "Номер: 88-о" in done.stdout
    assert "Период: 2023-01-01 — 2023-12-31" in done.stdout
    assert f"{order}:9: У мероприятия «2» нет срока." in done.stdout


def test_read_prints_json_by_the_schema(order):
    done = run("read", order, "--json")
    data = json.loads(done.stdout)
    assert data["document"]["number"] == "88-о"
    assert data["roadmap"]["items"][0]["schedule"][0]["date"] == "2023-12-01"
    assert {"document", "support_models", "roadmap", "findings"} <= data.keys()
    assert {"severity", "message", "where"} <= data["findings"][0].keys()


def test_a_missing_file_is_refused_in_words():
    done = run("read", "нет-такого.docx")
    assert done.exit_code == 2
    assert "не открывается" in done.stderr
    assert done.stdout == ""


def test_a_broken_file_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "x.docx"
    path.write_bytes(b"PK\x03\x04 broken")
    done = run("read", path)
    assert done.exit_code == 2
    assert done.stderr.strip().endswith(".")


@pytest.mark.parametrize(
    ("kind", "text", "key", "value"),
    [
        ("deadline", "до 01.12.2023", "date", "2023-12-01"),
        ("responsible", "директора школ", "norm", "директора школ"),
        ("indicator", "Доля школ, %", "unit", "%"),
    ],
)
def test_cells_are_read_line_by_line(kind, text, key, value):
    case = {"id": "A1", "text": text, "context": {"plan_start": "2023-01-01", "plan_end": None}}
    done = run("read-cells", kind, given=json.dumps(case, ensure_ascii=False) + "\n\n")
    answer = json.loads(done.stdout)
    assert answer["id"] == "A1"
    assert answer["result"][0][key] == value


@pytest.mark.parametrize(
    "line", ["не JSON", "[]", '{"id": "1"}', '{"id": "1", "text": "x", "context": 5}']
)
def test_a_wrong_line_is_refused_with_its_number(line):
    done = run("read-cells", "deadline", given=line + "\n")
    assert done.exit_code == 2
    assert "Строка 1" in done.stderr


def test_help_starts_without_the_heavy_readers():
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom opora.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = {'pymorphy3', 'lark', 'pdfplumber', 'docx', 'django'} & sys.modules.keys()\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
