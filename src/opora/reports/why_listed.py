"""«Почему мы в списке» as a PDF on A4: what the school reads, and puts its answer to."""

from __future__ import annotations

import json
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import typst
from django.utils.timezone import localtime

from opora.domain.identification import words
from opora.domain.identification.disclosure import claim_words
from opora.domain.identification.models import Verdict
from opora.domain.identification.queries.why import Card, Line, card
from opora.domain.people.models import User


def why_listed_pdf(verdict: Verdict, *, user: User, on: date, at: datetime) -> bytes:
    """Return the card of a school as the person may see it.

    Texts travel as data, never as markup, so nothing printed can be code.

    Parameters
    ----------
    verdict : Verdict
        One that is visible to the person.
    user : User
        Who asks; counts of one to four pupils are hidden from some.
    on : date
        Today, for rights.
    at : datetime
        When the sheet was printed; stands in its foot.
    """
    data = card_data(card(verdict, user=user, on=on), at=at)
    template = (files("opora.reports") / "why_listed.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs={"data": json.dumps(data)}))


def card_data(told: Card, *, at: datetime) -> dict[str, Any]:
    """Return the card as plain values for the template."""
    run, school = told.run, told.verdict.school
    return {
        "school": school.name,
        "title": f"Почему мы в списке: {school.short_name}",
        "outcome": told.outcome,
        "conclusion": told.conclusion,
        "run": f"Выявление {run.year}, расчёт от {localtime(run.created_at):%d.%m.%Y} "
        f"№ {run.number}, {run.get_status_display().lower()}",
        "rule": told.rule.wording,
        "rule_source": f"{told.rule.source}. {told.not_normative}".strip(),
        "parts": [part.sentence for part in told.parts],
        "headers": ["Процедура", "Год", "Ниже границы", "Доля", "По правилу",
                    "Интервал 95 %", "Откуда"],
        "lines": [_cells(line) for line in told.lines],
        "distance": told.distance,
        "certainty": list(told.certainty),
        "signals": list(told.signals) or ["Признаков, требующих проверки, не найдено."],
        "replies": [_reply(one, full=told.full) for one in told.replies],
        "due": f"Ответить можно до {run.replies_due:%d.%m.%Y}." if run.replies_due else "",
        "hidden": "Числа меньше 5 скрыты." if told.hides_counts else "",
        "proof": f"Данные {run.data_hash[:12]}, результат {run.digest[:12]}",
        "printed": f"{localtime(at):%d.%m.%Y %H:%M}",
    }  # fmt: skip


def _cells(line: Line) -> list[str]:
    places = "; ".join(
        f"{one.file}, {words.row_ranges(one.rows)}" if one.rows else one.file
        for one in line.places
    )
    return [
        line.procedure,
        str(line.clause.year),
        line.counts,
        line.share,
        line.outcome,
        _interval(line),
        places or "—",
    ]


def _interval(line: Line) -> str:
    if line.lower is None or line.upper is None:
        return "—"
    lower, upper = (words.decimal(100 * one, 1) for one in (line.lower, line.upper))
    return f"от {lower} до {upper} %, {line.firm}"


def _reply(reply: Any, *, full: bool) -> str:
    said = f"{localtime(reply.at):%d.%m.%Y} школа: {reply.get_kind_display().lower()}"
    if reply.kind == "contest":
        claim = claim_words(reply, full=full)
        number = f"{words.procedure(reply.assessment)}, {reply.year}: {claim}"
        said = f"{said} с числом ({number}). {reply.text}"
    answer = getattr(reply, "answer", None)
    if answer is None:
        return said
    return f"{said} Ответ: {answer.get_decision_display().lower()}. {answer.text}"
