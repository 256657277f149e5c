"""Layouts as data: the how-to is executed, a wrong description is refused with its place."""

import io
import re
from pathlib import Path

import pytest

from opora.methodology.packs import MethodologyError
from opora.results import read_results
from opora.results.layouts import load_layouts

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-layout.md"


@pytest.fixture
def blocks():
    return dict(re.findall(r"```(\w+)\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL))


@pytest.fixture
def folder(blocks, tmp_path):
    (tmp_path / "vedomost.yaml").write_text(blocks["yaml"], encoding="utf-8")
    return tmp_path


def test_the_example_of_the_how_to_reads_as_it_says(blocks, folder):
    table = blocks["csv"].encode()
    before = read_results(io.BytesIO(table), "ведомость.csv")
    after = read_results(io.BytesIO(table), "ведомость.csv", layouts=load_layouts(folder))

    assert before.layout == "unknown"
    assert after.layout == "flat_ruchey"
    assert {one.code: one.marks for one in after.schools} == {
        "edu880101": (2, 10, 10, 3),
        "edu880102": (3, 6, 2, 1),
    }
    assert after.schools[0].procedure.year == 2025
    assert not after.findings


def test_layouts_of_a_region_come_before_ours_and_ours_stay(folder):
    names = [one.name for one in load_layouts(folder)]

    assert names[0] == "flat_ruchey"
    assert names[1:] == [one.name for one in load_layouts()]


@pytest.mark.parametrize(
    ("wrong", "right", "reason"),
    [
        ("row: school", "row: sheet", "row"),
        ("      participants: [Писали]\n", "", "participants"),
        ("(неуд|удовл|хор|отл)", "(неуд|удовл", "не регулярное выражение"),
        ("(неуд|удовл|хор|отл)", "неуд", "нет группы"),
        ("      shares:\n", "      tasks:\n", "доли чего"),
        ("codes: fis_oko", "kodes: fis_oko", "kodes"),
    ],
)
def test_a_wrong_description_is_refused_with_file_and_reason(folder, wrong, right, reason):
    path = folder / "vedomost.yaml"
    path.write_text(path.read_text("utf-8").replace(wrong, right), encoding="utf-8")

    with pytest.raises(MethodologyError, match=f"vedomost.yaml.*{reason}"):
        load_layouts(folder)


def test_a_folder_without_layouts_is_refused(tmp_path):
    with pytest.raises(MethodologyError, match="нет файлов YAML"):
        load_layouts(tmp_path)
