"""Conditions on schools, each told once: lists are narrowed and panels are counted by them.

So a number on a panel opens exactly the rows that it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from opora.domain.assessments.models import Round, SchoolCount
from opora.domain.context.models import Campaign, Passport
from opora.domain.identification.models import Reply, Run, SchoolStatus, Verdict
from opora.domain.identification.models.replies import ReplyQuerySet
from opora.domain.identification.models.runs import RunQuerySet, VerdictQuerySet
from opora.domain.organisations.models import Membership, Role
from opora.web.panel.stages import CurrentRuns, current_runs


class Sight:
    """What conditions rest on: today, the school year, the runs that the person may know."""

    def __init__(self, *, on: date, school_year: int, runs: RunQuerySet) -> None:
        self.on = on
        self.ends = school_year + 1
        self._runs = runs

    @cached_property
    def runs(self) -> CurrentRuns:
        """The runs that count in the school year."""
        return current_runs(self._runs, last_year=self.ends)

    @cached_property
    def verdicts(self) -> VerdictQuerySet:
        """The verdicts of these runs, one a school."""
        return self.runs.verdicts()

    @cached_property
    def replies(self) -> ReplyQuerySet:
        """What schools said of these runs."""
        return self.runs.replies()

    @cached_property
    def results_year(self) -> int | None:
        """The latest year of which there are results, by the end of the school year."""
        counted = Exists(SchoolCount.objects.filter(round=OuterRef("pk")))
        rounds = Round.objects.filter(counted, year__lte=self.ends).order_by("-year")
        return rounds.values_list("year", flat=True).first()


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition of the address: its words, and the words and the meaning of each value."""

    label: str
    words: Mapping[str, str]
    condition: Callable[[Sight, str], Q]


def _having(rows: QuerySet[Any], school: str = "school") -> Q:
    """Say that a school is among these rows; asked once, not school by school."""
    return Q(pk__in=rows.order_by().values(school))


def _status(sight: Sight, value: str) -> Q:
    standing = SchoolStatus.objects.on(sight.on)
    if value == "neither":
        return ~_having(standing)
    return _having(standing.filter(property=value))


def _curator(sight: Sight, value: str) -> Q:
    members = Membership.objects.on(sight.on).filter(role=Role.CURATOR)
    named = _having(members, "organisation")
    return named if value == "named" else ~named


def _verdict(sight: Sight, value: str) -> Q:
    told = sight.verdicts
    if value == "listed":
        return _having(told.listed())
    if value == "undecided":
        return _having(told.undecided())
    return _having(told.filter(Q(final_listed=False) | Q(final_listed=None, official="no")))


def _movement(sight: Sight, value: str) -> Q:
    return _having(sight.verdicts.filter(movement=value))


def _reply(sight: Sight, value: str) -> Q:
    said = sight.replies
    if value == "contested":
        return _having(said.waiting(), "verdict__school")
    if value == "agreed":
        return _having(said.filter(kind=Reply.Kind.AGREE), "verdict__school")
    asked = sight.verdicts.listed().filter(run__status=Run.Status.REPLIES)
    return _having(asked) & ~_having(said, "verdict__school")


def _passport(sight: Sight, value: str) -> Q:
    own = Passport.objects.filter(campaign__year=sight.ends)
    campaigns = Campaign.objects.filter(year=sight.ends)
    asked = Q(territory__in=campaigns.order_by().values("territory"))
    if value == "asked":
        return asked
    handed = _having(own.handed_in())
    if value == "missing":
        return asked & ~handed
    return asked & (handed if value == "handed" else _having(own.filter(status=value)))


def _results(sight: Sight, value: str) -> Q:
    rounds = Round.objects.filter(year=sight.results_year or 0)
    if value in KINDS:
        rounds = rounds.filter(kind=value)
    # Of thirty thousand results of a year one is looked for, by the index of the school.
    own = SchoolCount.objects.filter(school=OuterRef("pk"), participants__gt=0)
    found = Q(Exists(own.filter(round__in=rounds.values("pk"))))
    return ~found if value == "none" else found


def _lacking(sight: Sight, value: str) -> Q:
    return ~_results(sight, value)


KINDS = ("ВПР", "ОГЭ", "ЕГЭ")
FILTERS: dict[str, Filter] = {
    "status": Filter(
        "Статус",
        {**dict(SchoolStatus.Property.choices), "neither": "без статуса"},
        _status,
    ),
    "curator": Filter("Куратор", {"named": "назначен", "none": "не назначен"}, _curator),
    "verdict": Filter(
        "По расчёту",
        {
            "listed": "в списке",
            "undecided": "данных мало, решает человек",
            "not_listed": "не в списке",
        },
        _verdict,
    ),
    "movement": Filter(
        "Против прошлого списка",
        {
            value: label.lower()
            for value, label in Verdict.Movement.choices
            if value != Verdict.Movement.NONE
        },
        _movement,
    ),
    "reply": Filter(
        "Ответ школы",
        {
            "waiting": "ждём ответа",
            "agreed": "согласна",
            "contested": "возражает, решения нет",
        },
        _reply,
    ),
    "passport": Filter(
        "Социальный паспорт",
        {
            "missing": "не сдан",
            "handed": "сдан",
            Passport.Status.SUBMITTED: "ждёт проверки",
            Passport.Status.RETURNED: "возвращён",
            "asked": "запрошен",
        },
        _passport,
    ),
    "results": Filter(
        "Результаты года",
        {"any": "есть", "none": "нет", **{kind: f"есть {kind}" for kind in KINDS}},
        _results,
    ),
    "lacking": Filter("Не хватает", {kind: kind for kind in KINDS}, _lacking),
}
"""Conditions of the list of schools by their names in the address."""


def condition(sight: Sight, name: str, value: str) -> Q:
    """Return what the schools under a condition of the address have in common."""
    return FILTERS[name].condition(sight, value)
