"""Cells with answers: our own, those of the table of wordings, and the open cases of the workshop."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from clause_notation import PLANS, written

from opora.reading.deadlines import read_deadline, read_schedule
from opora.reading.deadlines.normal import normalise
from opora.reading.deadlines.tokens import tokens
from opora.reading.deadlines.wordings import is_word, wordings
from opora.reading.model import Context

HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[3] / "../shared"
LINES: dict[str, dict[str, str]] = yaml.safe_load((HERE / "lines.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("plan", "text", "answer"),
    [(plan, text, answer) for plan, lines in LINES.items() for text, answer in lines.items()],
)
def test_a_line_reads_as_a_person_reads_it(plan: str, text: str, answer: str) -> None:
    assert written(read_schedule(text, PLANS[plan])) == answer


@pytest.mark.parametrize(
    "wording", wordings().words, ids=lambda one: f"{one.token} {one.words[0]}"
)
def test_the_lines_of_a_wording_hold(wording: Any) -> None:
    assert wording.lines, "every wording needs a line"
    for text, answer in wording.lines.items():
        assert written(read_schedule(text, PLANS["school"])) == answer


@pytest.mark.parametrize(
    ("token", "value", "word"),
    [
        (one.token, one.value, word.replace("*", "").replace("^", ""))
        for one in wordings().words
        for word in one.words
    ],
)
def test_every_word_of_the_table_is_found(token: str, value: object, word: str) -> None:
    found = tokens(normalise(word, is_word))

    assert [(one.type, one.value) for one in found] == [(token, value)]


def _scorer() -> Any:
    path = SHARED / "tools/score_reading.py"
    if not path.exists():
        pytest.skip("the shared folder of the workshop is not beside this checkout")
    spec = importlib.util.spec_from_file_location("score_reading", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key.rstrip("_"): _plain(one) for key, one in value.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _answer(text: str, context: Context) -> list[dict[str, Any]]:
    return [_plain(asdict(clause)) for clause in read_schedule(text, context)]


def _context(given: dict[str, str | None]) -> Context:
    return Context(**{key: date.fromisoformat(day) for key, day in given.items() if day})


def test_the_open_cases_are_all_right() -> None:
    scorer = _scorer()
    cases = json.loads((SHARED / "golden/deadlines_open.json").read_text("utf-8"))["cases"]

    wrong = [
        case["text"]
        for case in cases
        if not any(
            scorer.same_schedule(answer, _answer(case["text"], _context(case["context"])))
            for answer in [case["expected"], *case.get("alternatives", [])]
        )
    ]

    assert wrong == []


def _documents() -> list[Path]:
    paths = [*SHARED.glob("golden/*.json"), *SHARED.glob("examples/*.json")]
    return sorted(path for path in paths if "roadmap" in json.loads(path.read_text("utf-8")))


def test_the_deadlines_of_the_known_documents_are_all_right() -> None:
    scorer = _scorer()
    wrong = []
    for path in _documents():
        paper = json.loads(path.read_text("utf-8"))
        period = paper["document"].get("period") or {}
        context = _context({
            "plan_start": period.get("start"),
            "plan_end": period.get("end"),
            "document_date": paper["document"].get("date"),
        })  # fmt: skip
        wrong += [
            item["deadline_text"]
            for item in paper["roadmap"]["items"]
            if not scorer.same_schedule(
                item["schedule"], _answer(item["deadline_text"] or "", context)
            )
        ]

    assert wrong == []


def test_unread_words_are_named_with_their_place() -> None:
    text = "до 15.10.2022 ъыь"

    (unread,) = read_deadline(text, PLANS["school"]).unread

    assert unread.text == "ъыь"
    assert text[unread.span.start : unread.span.end] == "ъыь"


def test_an_impossible_day_is_never_a_date() -> None:
    (clause,) = read_schedule("31.02.2022", PLANS["school"])

    assert (clause.type, clause.confidence) == ("unspecified", 0.0)


def test_a_ditto_mark_keeps_what_stands_above() -> None:
    above = read_schedule("до 01.10.2022", PLANS["school"])

    (clause,) = read_schedule("-//-", PLANS["school"], above)

    assert (clause.type, clause.alternatives) == ("same_as_above", above)


def test_without_any_period_a_month_has_no_dates() -> None:
    (clause,) = read_schedule("март", Context())

    assert (clause.type, clause.start, clause.end, clause.year_inferred) == (
        "window",
        None,
        None,
        True,
    )
    assert clause.confidence <= 0.3


def test_a_lost_period_is_replaced_by_the_date_of_the_document() -> None:
    (clause,) = read_schedule("март", Context(document_date=date(2022, 10, 3)))

    assert clause.start == date(2023, 3, 1)


def test_a_month_of_a_long_plan_keeps_its_other_reading() -> None:
    (clause,) = read_schedule("сентябрь", PLANS["long"])

    assert [one.type for one in clause.alternatives] == ["recurring"]
