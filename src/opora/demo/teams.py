"""The demo's working group, teams of schools and a community, with meetings."""

from __future__ import annotations

from datetime import date, timedelta

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.acts.models import Act
from opora.domain.acts.services import acts
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, EmploymentQuerySet
from opora.domain.teams.models import Member, Team
from opora.domain.teams.services import meetings, members, teams
from opora.domain.teams.services.teams import Charter

AGENDA = "Что показали результаты\nЧто делаем до следующего заседания"
OUTCOME = "Учебный год закончен, итоги подведены на последнем заседании."
ROLES = (Member.Role.LEADER, Member.Role.SECRETARY, Member.Role.MEMBER)
DECISIONS = "Школам прислать планы уроков\nКураторам побывать на уроках"


def fill(district: District, *, on: date) -> None:
    """Set up teams of the last school year and of this one; the former are closed."""
    this = SchoolYear.of(on)
    for year in (this.previous, this):
        if date(year.start, 9, 20) >= on:
            continue
        made = [_group(district, year, on=on), _network(district, year)]
        made += _teams_of_schools(district, year, waits=year == this)
        for team in made:
            if year.last_day < on and team.status == Team.Status.WORKING:
                teams.close(
                    team=team, on=year.last_day, reason=OUTCOME, by=district.people["Ремизова"],
                    at=moment(year.last_day, 16),
                )  # fmt: skip


def _group(district: District, year: SchoolYear, *, on: date) -> Team:
    """Set up the working group of the district, which meets thrice a year."""
    owner, by = district.organisations["authority"], district.people["Ремизова"]
    since = date(year.start, 9, 8)
    orders = Act.objects.filter(issuer=owner, date__lte=since)
    charter = Charter(
        type="working_group", name=f"Рабочая группа по поддержке школ, {year}", owner=owner,
        since=since, until=year.last_day, act=orders.order_by("-date", "-pk").first(),
        schools=district.listed, purpose="Следит за дорожной картой и решает, что менять.",
    )  # fmt: skip
    team = teams.found(charter, by=by, at=moment(since))
    heads = Employment.objects.filter(organisation__in=district.listed, post="head")
    _join(team, _posts(heads), by=by)
    for number, gap in enumerate((14, 70, 140), 1):
        _meet(team, since + timedelta(days=gap), str(number), by, on=on)
    return team


def _network(district: District, year: SchoolYear) -> Team:
    """Set up a community of teachers of mathematics."""
    owner, by = district.organisations["centre"], district.people["Лукина"]
    since = date(year.start, 9, 22)
    charter = Charter(
        type="network", name=f"Сообщество учителей математики, {year}", owner=owner,
        since=since, until=year.last_day, schools=district.listed,
        act=_order(owner, "О сетевом сообществе учителей математики", since, by=by),
        purpose="Учителя школ списка и школ-лидеров вместе готовят и смотрят уроки.",
    )  # fmt: skip
    team = teams.found(charter, by=by, at=moment(since))
    teachers = Employment.objects.filter(
        organisation__in=district.listed, post="teacher", subject="МА"
    )
    _join(team, _posts(teachers)[:8], by=by)
    return team


def _join(team: Team, posts: list[Employment], *, by: User) -> None:
    """Take people in: the first leads, the second keeps the minutes."""
    at = moment(team.since, 12)
    for role, chosen in zip(ROLES, (posts[:1], posts[1:2], posts[2:]), strict=True):
        members.join(team=team, posts=chosen, role=role, since=team.since, by=by, at=at)


def _meet(team: Team, day: date, number: str, by: User, *, on: date) -> None:
    """Plan a meeting, and hold it if its day has come."""
    first = moment(min(day, on) - timedelta(days=3))
    meeting = meetings.plan(team=team, day=day, agenda=AGENDA, by=by, at=first)
    if day < on:
        meetings.record(
            meeting=meeting, day=day, number=number, agenda=AGENDA, decisions=DECISIONS,
            present=list(team.members.order_by("pk")[:5]), by=by, at=moment(day, 17),
        )  # fmt: skip


def _teams_of_schools(district: District, year: SchoolYear, *, waits: bool) -> list[Team]:
    """Give each school of the list a team; one of this year has no order yet."""
    since = date(year.start, 9, 15)
    made = []
    for number, school in enumerate(district.listed):
        by = district.heads[school.pk]
        title = "О создании команды изменений"
        act = None if waits and number == 0 else _order(school, title, since, by=by)
        charter = Charter(
            type="project_team", name=f"Команда изменений: {school.short_name}, {year}",
            owner=school, since=since, until=year.last_day, act=act,
        )  # fmt: skip
        team = teams.found(charter, by=by, at=moment(since))
        staff = Employment.objects.filter(organisation=school, until=None)
        _join(team, _posts(staff)[:4], by=by)
        made.append(team)
    return made


def _order(issuer: Organisation, title: str, day: date, *, by: User) -> Act:
    head = Employment.objects.filter(organisation=issuer, post="head").first()
    return acts.register(
        kind=Act.Kind.ORDER, number=f"{day:%d}-од", date=day, issuer=issuer, title=title,
        by=by, at=moment(day), signatory_post="Директор",
        signatory_name=head.person.short_name if head else "",
    )  # fmt: skip


def _posts(rows: EmploymentQuerySet) -> list[Employment]:
    return list(rows.select_related("person", "organisation").order_by("pk"))
