"""A survey with its tickets and answers, as tests put them on the stage."""

from __future__ import annotations

from datetime import date
from random import Random

from opora.domain.diagnostics.models import Group, Questionnaire, Survey, SurveyedSchool
from opora.domain.diagnostics.services import answers, questionnaires, surveys, tickets
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.factories import NOON, TODAY

CLOSES = date(2025, 11, 20)


def forms() -> dict[str, Questionnaire]:
    """Return the questionnaires of the methodology by audience."""
    return {one.audience: one for one in questionnaires.of_methodology(at=NOON)}


def open_survey(
    owner: Organisation, *schools: Organisation, by: User, audiences: tuple[str, ...] = ()
) -> Survey:
    """Open a survey of some audiences, of all if none is named."""
    chosen = [one for name, one in forms().items() if not audiences or name in audiences]
    asked = surveys.Asked(
        title="Опрос осени", opens=TODAY, closes=CLOSES, schools=schools, questionnaires=chosen
    )
    return surveys.open_(owner=owner, asked=asked, by=by, at=NOON)


def group_of(
    place: SurveyedSchool, audience: str, title: str, invited: int, *, by: User
) -> Group:
    """Name a group."""
    return surveys.add_group(
        place=place, questionnaire=forms()[audience], title=title, invited=invited, by=by,
        at=NOON,
    )  # fmt: skip


def answer(group: Group, *marks: int, by: User, item: str = "p1") -> None:
    """Let one of the group after another put a mark in one item."""
    tokens = tickets.issue(group=group, by=by, at=NOON)
    for token, mark in zip(tokens, marks, strict=False):
        answers.give(token=token, values={item: mark}, on=TODAY, rng=Random(mark))
