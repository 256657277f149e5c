"""A model of the district, enrolments, an appointment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from opora.domain.acts.models import Act
from opora.domain.curators.models import Curatorship, Enrolment, SupportModel
from opora.domain.curators.services import curatorships, enrolments, models
from opora.domain.curators.services.curatorships import Appointment
from opora.domain.curators.services.enrolments import Term
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.factories import NOON

START = date(2025, 9, 1)


def take(school: Organisation, *, by: User, code: str = "basic") -> SupportModel:
    return models.take(code=code, territory=school.territory, by=by, at=NOON)


def project(act: Act | None = None, **fields: Any) -> Term:
    known = Term(type="project", title="500+", since=START, act=act)
    return replace(known, **fields)


def enrol(school: Organisation, term: Term, *, by: User) -> Enrolment:
    return enrolments.enrol([school], term, by=by, at=NOON)[0]


def appoint(
    curator: User, school: Organisation, act: Act, *, by: User, **fields: Any
) -> Curatorship:
    told = Appointment(curator=curator, school=school, act=act, since=START)
    return curatorships.appoint(replace(told, **fields), by=by, at=NOON)
