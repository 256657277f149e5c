"""Reads of surveys: who was asked, how many answered, what may be shown of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from opora.analytics.disclosure import SMALLEST_SHOWN
from opora.domain.diagnostics.models import Answer, Group, Survey, SurveyedSchool
from opora.domain.diagnostics.scoring import Answered, ItemResult, group_items, item_results
from opora.methodology.questionnaires import Form, Value, load_questionnaires


@dataclass(frozen=True, slots=True)
class Response:
    """How many of a group were asked, have links, and answered."""

    group: Group
    audience: str
    issued: int
    answered: int

    @property
    def least(self) -> float:
        """The share of answers, up to 1, from which the group can be relied upon."""
        return load_questionnaires().gates.response[self.group.questionnaire.form.audience]

    @property
    def is_enough(self) -> bool:
        """Whether the gate of quality is passed."""
        return self.answered >= self.least * self.group.invited

    @property
    def needed(self) -> int:
        """How many answers the gate asks for."""
        return -(-int(self.least * 100) * self.group.invited // 100)


@dataclass(frozen=True, slots=True)
class AudienceResult:
    """What one audience of a school said: items over all its groups, and group by group.

    ``answers`` counts all; ``straight`` those with one mark everywhere, None where hidden.
    """

    form: Form
    answers: int
    straight: int | None
    items: list[ItemResult]
    groups: dict[str, list[ItemResult]]
    texts: list[tuple[str, list[str]]]

    @property
    def is_hidden(self) -> bool:
        """Whether there are too few answers to show anything."""
        return self.form.is_anonymous and self.answers < SMALLEST_SHOWN

    @property
    def is_suspicious(self) -> bool:
        """Whether too many put one mark everywhere."""
        share = load_questionnaires().gates.straight
        return bool(self.straight) and (self.straight or 0) > share * self.answers


def responses(place: SurveyedSchool) -> list[Response]:
    """Return the groups of a school with their response. One query."""
    found = (
        place.groups.select_related("questionnaire")
        .annotate(
            issued=Count("tickets"), answered=Count("tickets", filter=Q(tickets__spent=True))
        )
        .order_by("questionnaire__audience", "title")
    )
    return [
        Response(one, one.questionnaire.get_audience_display(), one.issued, one.answered)
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A school of a survey: how many people were asked and answered."""

    place: SurveyedSchool
    invited: int
    answered: int


def place_lines(places: Iterable[SurveyedSchool]) -> list[PlaceLine]:
    """Return the response of schools of a survey. Two queries."""
    chosen = list(places)
    groups = Group.objects.filter(place__in=chosen).values_list("place", "invited")
    invited: dict[int, int] = {}
    for pk, count in groups:
        invited[pk] = invited.get(pk, 0) + count
    spent = Group.objects.filter(place__in=chosen, tickets__spent=True).order_by()
    answered = dict(spent.values_list("place").annotate(Count("tickets")))
    return [PlaceLine(one, invited.get(one.pk, 0), answered.get(one.pk, 0)) for one in chosen]


def answers_of(place: SurveyedSchool) -> list[Answered]:
    """Return the answers of a school by group. Two queries."""
    groups = place.groups.select_related("questionnaire").order_by("title")
    kept: dict[int, list[dict[str, int | str]]] = {}
    found = Answer.objects.filter(group__place=place).order_by("pk")
    for group, values in found.values_list("group", "values"):
        kept.setdefault(group, []).append(values)
    return [Answered(one.title, one.questionnaire.form, kept.get(one.pk, [])) for one in groups]


def audience_results(place: SurveyedSchool) -> list[AudienceResult]:
    """Return what each audience of a school said; only of a closed survey.

    While a survey goes on nothing is shown: the difference of two looks would be one answer.
    """
    if place.survey.state != Survey.State.CLOSED:
        return []
    by_form: dict[str, list[Answered]] = {}
    for one in answers_of(place):
        by_form.setdefault(one.form.audience, []).append(one)
    return [_audience(groups[0].form, groups) for groups in by_form.values()]


def _audience(form: Form, groups: list[Answered]) -> AudienceResult:
    answers = [one for group in groups for one in group.answers]
    if form.is_anonymous and len(answers) < SMALLEST_SHOWN:
        return AudienceResult(form, len(answers), None, [], {}, [])
    straight = sum(load_questionnaires().is_straight(form.items, one) for one in answers)
    return AudienceResult(
        form,
        len(answers),
        straight,
        item_results(form, groups),
        group_items(form, groups) if len(groups) > 1 else {},
        _texts(form, answers),
    )


def _texts(form: Form, answers: Sequence[Mapping[str, Value]]) -> list[tuple[str, list[str]]]:
    """Return the free words by question, in alphabetical order: none stands by another."""
    return [
        (item.text, sorted(str(one[item.code]) for one in answers if item.code in one))
        for item in form.items
        if item.type == "text"
    ]
