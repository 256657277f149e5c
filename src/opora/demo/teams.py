"""The demo's working group, teams of schools and a community, with meetings."""

from __future__ import annotations

from datetime import date, timedelta

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.acts.models import Act
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.staff.models import Employment
from opora.domain.teams.models import Team
from opora.domain.teams.services import meetings, members, teams
from opora.domain.teams.services.teams import Charter

AGENDA = "Что показали результаты\nЧто делаем до следующего заседания"
DECISIONS = "Школам прислать планы уроков\nКураторам побывать на уроках"


def fill(district: District, *, on: date) -> None:
    """Set up teams of the last school year and of this one."""
    for year in (SchoolYear.of(on).previous, SchoolYear.of(on)):
        if date(year.start, 9, 20) < on:
            _group(district, year, on=on)
            _teams_of_schools(district, year)


def _group(district: District, year: SchoolYear, *, on: date) -> None:
    """Set up the working group of the district; the last year's one is closed."""
    owner, by = district.organisations["authority"], district.people["Ремизова"]
    act = Act.objects.filter(issuer=owner).order_by("date", "pk").first()
    since = date(year.start, 9, 8)
    charter = Charter(
        type="working_group", name=f"Рабочая группа по поддержке школ, {year}", owner=owner,
        since=since, until=year.last_day, act=act, schools=district.listed,
        purpose="Следит за дорожной картой и решает, что менять.",
    )  # fmt: skip
    team = teams.found(charter, by=by, at=moment(since))
    if act is None:
        return
    heads = Employment.objects.filter(organisation__in=district.listed, post="head")
    posts = list(heads.select_related("person", "organisation").order_by("pk"))
    at = moment(since, 12)
    members.join(team=team, posts=posts, role="member", since=since, by=by, at=at)
    for number, gap in enumerate((14, 70, 140), 1):
        _meet(team, since + timedelta(days=gap), str(number), by, on=on)


def _meet(team: Team, day: date, number: str, by: User, *, on: date) -> None:
    """Plan a meeting, and hold it if its day has come."""
    first = moment(min(day, on) - timedelta(days=3))
    meeting = meetings.plan(team=team, day=day, agenda=AGENDA, by=by, at=first)
    if day < on:
        meetings.record(
            meeting=meeting, day=day, number=number, agenda=AGENDA, decisions=DECISIONS,
            present=list(team.members.order_by("pk")[:5]), by=by, at=moment(day, 17),
        )  # fmt: skip


def _teams_of_schools(district: District, year: SchoolYear) -> None:
    """Give each school of the list a team; one has no order yet."""
    since = date(year.start, 9, 15)
    for school in district.listed:
        by = district.heads[school.pk]
        act = Act.objects.filter(issuer=school).order_by("date", "pk").first()
        charter = Charter(
            type="project_team", name=f"Команда изменений: {school.short_name}, {year}",
            owner=school, since=since, until=year.last_day, act=act,
        )  # fmt: skip
        team = teams.found(charter, by=by, at=moment(since))
        members.join(
            team=team, posts=_staff(school), role="member", since=since, by=by,
            at=moment(since, 12),
        )  # fmt: skip


def _staff(school: Organisation) -> list[Employment]:
    rows = Employment.objects.filter(organisation=school, until=None).order_by("pk")
    return list(rows.select_related("person", "organisation")[:4])
