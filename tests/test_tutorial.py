"""The pages of the docs that promise numbers are run, command by command."""

import doctest
import re
from pathlib import Path

import pytest
from tools.refresh_tutorial import DOCS, PAGES, Step, page_steps, refreshed, run, steps

PYTHON_PAGES = (DOCS / "explanation" / "how-sure-a-list-is.md",)
_PYTHON = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_prints_what_it_says(page, tmp_path):
    for step in page_steps(page):
        output = run(step.command, tmp_path)

        assert step.agrees(output), f"$ {step.command}\n{output}"


@pytest.mark.parametrize("page", PYTHON_PAGES, ids=lambda page: page.stem)
def test_the_numbers_of_an_explanation_are_computed(page):
    source = "\n".join(_PYTHON.findall(page.read_text(encoding="utf-8")))
    examples = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), 0)
    told: list[str] = []

    failed, tried = doctest.DocTestRunner().run(examples, out=told.append)

    assert not failed, "".join(told)
    assert tried


@pytest.mark.parametrize("page", [*PAGES, *PYTHON_PAGES], ids=lambda page: page.stem)
def test_every_link_of_a_page_leads_to_a_page(page):
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_a_cut_stands_for_any_lines_and_for_any_text():
    step = Step("opora", "первая\n…\nпоследняя, … школ\n")

    assert step.agrees("первая\nвторая\nтретья\nпоследняя, 14 школ\n")
    assert step.agrees("первая\nпоследняя, 2 школ\n")
    assert not step.agrees("первая\nпоследняя, 2 школы\n")


def test_a_command_may_go_on_in_the_next_line():
    assert [step.command for step in steps("$ a \\\n  b\nout\n$ c\n")] == ["a \\\n  b", "c"]


def test_a_page_is_written_anew_with_its_cuts(tmp_path: Path) -> None:
    page = "```console\n$ seq 5\n0\n…\n0\n$ echo час 10, школ 2\nчас …, школ 2\n```\n"

    assert refreshed(page, tmp_path) == page.replace("0\n…\n0", "1\n…\n5")


def test_a_fingerprint_in_a_later_command_follows_the_output(tmp_path: Path) -> None:
    old, new = "a" * 64, "b" * 64
    page = f"```console\n$ echo {'b' * 64}\n{old}\n$ echo {'a' * 12}\n{'a' * 12}\n```\n"

    assert f"$ echo {new[:12]}\n{new[:12]}\n" in refreshed(page, tmp_path)
