"""The demo's models of support, projects, curators and their case log."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.acts.models import Act
from opora.domain.curators.conflicts import conflicts
from opora.domain.curators.services import case_log, curatorships, enrolments, models
from opora.domain.curators.services.curatorships import Appointment
from opora.domain.curators.services.enrolments import Term
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person

NOTES = (
    ("Разобрали, почему задачи на проценты не решает половина класса", "Прислать план уроков"),
    ("Посмотрели листы посещения, выбрали два приёма", "Провести по уроку с каждым приёмом"),
    ("Сравнили работы до и после", "Показать приёмы на школьном методобъединении"),
)
"""What was agreed, and the next step."""
PARTICIPANTS = 3
"""So many teachers of a school take part in the project."""


def fill(district: District, *, on: date) -> None:
    """Enrol schools in models and a project, appoint curators, keep their log."""
    by = district.people["Ремизова"]
    issuer = district.organisations["authority"]
    act = Act.objects.filter(issuer=issuer).order_by("date", "pk").first()
    first = date(SchoolYear.of(on).previous.start, 9, 2)
    _enrol(district, act, by, first, on=on)
    if act is not None:
        for held in Membership.objects.filter(role=Role.CURATOR).select_related(
            "user", "organisation__territory"
        ):
            if held.organisation.territory_id == issuer.territory_id:
                _appoint(held, act, by, first)
    for number, school in enumerate(district.listed):
        _keep_log(school, number, by, on=on)
    case_log.escalate(on=on, at=moment(on, 7))


def _keep_log(school: Organisation, number: int, by: User, *, on: date) -> None:
    """Note three talks: the first two led somewhere, but in one school; the last is fresh."""
    for place, (agreed, step) in enumerate(NOTES):
        day = on - timedelta(days=60 - 18 * place - number)
        is_last = place == len(NOTES) - 1
        due = on + timedelta(days=6 - 4 * number) if is_last else day + timedelta(days=10)
        made = case_log.note(
            school=school, day=day, agreed=agreed, step=step, due=due, by=by,
            at=moment(day, 16),
        )  # fmt: skip
        if not is_last and (number or not place):
            case_log.finish(step=made, on=due, outcome="Сделано", by=by, at=moment(due, 16))


def _enrol(district: District, act: Act | None, by: User, first: date, *, on: date) -> None:
    """Put one half of the list into a model and the other into another; one school changes."""
    home = district.organisations["authority"].territory
    at = moment(first)
    basic, practice = (
        models.take(code=code, territory=home, by=by, at=at) for code in ("basic", "practice")
    )
    half = len(district.listed) // 2
    parts = ((basic, district.listed[:half]), (practice, district.listed[half:]))
    for model, schools in parts:
        if schools:
            term = Term(type="model", model=model, since=first, act=act)
            made = enrolments.enrol(schools, term, by=by, at=at)
    changed = date(SchoolYear.of(on).start, 9, 9)
    if changed < on:
        why = "Школе нужна помощь партнёра: диагностика и договор."
        term = Term(type="model", model=basic, since=changed, act=act, why=why)
        enrolments.change_model(enrolment=made[-1], term=term, by=by, at=moment(changed))
    project = Term(type="project", title="500+", since=first, act=act)
    for joined in enrolments.enrol(district.listed[:2], project, by=by, at=at):
        staff = Employment.objects.on(first).filter(organisation=joined.school)
        ids = staff.filter(post__in=Employment.TEACHING).order_by("pk").values("person")
        people = list(Person.objects.filter(pk__in=ids).order_by("pk")[:PARTICIPANTS])
        enrolments.name_participants(enrolment=joined, people=people, by=by, at=at)


def _appoint(held: Membership, act: Act, by: User, since: date) -> None:
    found = conflicts(held.user, held.organisation, on=since)
    if any(one.firm for one in found):
        return
    told = Appointment(
        curator=held.user, school=held.organisation, act=act, since=since, load=Decimal(6),
        despite="Родства нет, школы рядом." if found else "",
    )  # fmt: skip
    curatorships.appoint(told, by=by, at=moment(since, 11))
