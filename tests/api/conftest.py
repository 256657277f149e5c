"""A district with everything that the interface tells of, and keys of its people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now

from opora.domain.assessments.models import Round, SchoolCount
from opora.domain.identification.models import Run, SchoolStatus, Verdict
from opora.domain.organisations.models import Organisation, OrganisationCode
from opora.domain.people.models import ApiToken, User
from opora.domain.people.services import tokens
from opora.domain.roadmaps.models import Obligation, Roadmap
from tests import factories
from tests.web import stage
from tests.web.conftest import collected_files  # noqa: F401  # a fixture

ALL = tuple(ApiToken.Scope.values)
Signed = Callable[..., "Program"]


@dataclass
class Program:
    """A program with a key."""

    secret: str
    client: Client

    def get(self, path: str, **query: object) -> object:
        return self.client.get(
            f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {self.secret}"}
        )

    def read(self, path: str, **query: object) -> dict:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def ids(self, path: str, **query: object) -> set[int]:
        return {one["id"] for one in self.read(path, **query)["items"]}


@pytest.fixture
def program() -> Signed:
    """Give a program that reads with the eyes of a person; its requests count from none."""
    cache.clear()

    def signed(user: User, *scopes: str) -> Program:
        issued = tokens.issue(
            user=user, name="Выгрузка", scopes=scopes or ALL,
            expires_at=now() + timedelta(days=30), at=now(),
        )  # fmt: skip
        return Program(issued.secret, Client())

    return signed


@dataclass(frozen=True)
class Told:
    """One object of every kind."""

    round: Round
    run: Run
    verdict: Verdict
    status: SchoolStatus
    roadmap: Roadmap
    obligation: Obligation


def make_count(school: Organisation, round_: Round, below: int, of: int) -> SchoolCount:
    rest = of - below
    return SchoolCount.objects.create(
        school=school, round=round_, participants=of, below=below,
        mark_2=below, mark_3=rest, mark_4=0, mark_5=0,
    )  # fmt: skip


def make_round(code: str = "ВПР-МА-5", year: int = 2025) -> Round:
    kind, subject, grade = code.split("-")
    return Round.objects.create(
        code=code, year=year, kind=kind, subject=subject, grade=int(grade), scale_known=True
    )


def make_run(school: Organisation, by: User, **fields: object) -> Run:
    fields.setdefault("opened_at", now())
    return Run.objects.create(
        territory=school.territory, year=2025, number=1, rule_code="R2026",
        rule={"code": "R2026"}, data_hash="a" * 64, code_version="1", digest="b" * 64,
        status=Run.Status.REPLIES, created_by=by, created_at=now(), **fields,
    )  # fmt: skip


def make_verdict(run: Run, school: Organisation, below: int, of: int) -> Verdict:
    clause = {
        "assessment": "ВПР-МА-5", "year": 2025, "participants": of, "below": below,
        "low": True, "reason": "",
    }  # fmt: skip
    return Verdict.objects.create(
        run=run, school=school, official="yes", verdict="found", probability=0.9,
        share=below / of, lower=0.2, upper=0.9, to_leave=2, clauses=[clause],
    )  # fmt: skip


@pytest.fixture
def told(
    school: Organisation, other_school: Organisation, authority: Organisation, coordinator: User
) -> Told:
    """Put one of everything on the stage, all of one district."""
    round_ = make_round()
    make_count(school, round_, 3, 20)
    make_count(other_school, round_, 12, 40)
    OrganisationCode.objects.create(organisation=school, scheme="oko", value="edu010001")
    run = make_run(school, coordinator)
    roadmap = stage.make_roadmap(authority)
    measure = stage.make_measure(roadmap)
    return Told(
        round=round_,
        run=run,
        verdict=make_verdict(run, school, 3, 20),
        status=SchoolStatus.objects.create(
            school=school, property="low_results", since=date(2025, 9, 1), run=run,
            basis=factories.make_act(authority),
        ),
        roadmap=roadmap,
        obligation=stage.make_obligation(measure, school, days=-3),
    )  # fmt: skip
