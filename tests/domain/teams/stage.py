"""A working group of the authority, and people of its schools."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Employment
from opora.domain.teams.models import Team
from opora.domain.teams.services import teams
from opora.domain.teams.services.teams import Charter
from tests import factories
from tests.factories import NOON, TODAY

GROUP = "Рабочая группа по поддержке школ"


def charter_of(owner: Organisation, **fields: Any) -> Charter:
    known = Charter(type="working_group", name=GROUP, owner=owner, since=date(2025, 9, 1))
    return replace(known, **fields)


def make_team(owner: Organisation, *, by: User, **fields: Any) -> Team:
    """Return a team that works by an order unless other things are said."""
    fields.setdefault("act", factories.make_act(owner))
    return teams.found(charter_of(owner, **fields), by=by, at=NOON)


def make_post(school: Organisation, **fields: Any) -> Employment:
    return factories.make_person(school, **fields).employments.select_related("person").get()


__all__ = ["GROUP", "NOON", "TODAY", "charter_of", "make_post", "make_team"]
