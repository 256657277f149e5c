"""Activities, teams, diagnoses and agreements: work of people with people."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from measuring.work import Work
from opora.domain.registers.models import EntryPart
from opora.domain.staff.models import Employment
from opora.domain.staff.services import staff

_TERM = timedelta(days=330)


def activity(work: Work) -> None:
    """Hold an activity of the promised type for the schools, with a number of people."""
    from opora.domain.activities.services import activities, participants

    is_school = work.owner == work.school
    plan = activities.Plan(
        type=work.first_of(
            "seminar", "meeting", "council", "association", "webinar", "workshop",
            "methodical_day", "lesson_visit", "contest", "olympiad", "section", "conference",
            "consultation", "visit", "team_work", "teacher_work", "internship", "parents",
            "other",
        ),
        title=work.title[:200], level="school" if is_school else "municipal",
        organiser=work.owner, day=work.day, hours=Decimal(2), schools=tuple(work.schools),
        topic=work.binding.topic,
    )  # fmt: skip
    fact = activities.Fact(day=work.day, hours=Decimal(2), amount=max(work.needed, 12))
    held = activities.enter(plan, fact, by=work.by, at=work.at)
    if work.binding.counts == "organisations":
        led = [(one.person, one.organisation) for one in _one_of_each(work)]
        participants.add_people(
            activity=held, people=led, came=True, role="leader", by=work.by, at=work.at
        )


def _one_of_each(work: Work) -> list[Employment]:
    """Return a teacher of each school: they show what they do."""
    rows = Employment.objects.filter(organisation__in=work.schools, post="teacher")
    found = rows.on(work.day).select_related("person", "organisation")
    return list({one.organisation_id: one for one in found.order_by("pk")}.values())


def team(work: Work) -> None:
    """Set up a team by an order, and take people of the schools into it."""
    from measuring.documents import register_act
    from opora.domain.teams.services import members, teams

    kind = work.first_of("working_group", "project_team", "target_group", "network",
                         "subject_group", "expert_group")  # fmt: skip
    charter = teams.Charter(
        type=kind, name=f"{work.title[:150]} № {work.serial()}", owner=work.owner,
        since=work.day, until=work.day + _TERM, act=register_act(work, "order"),
        schools=tuple(work.schools),
    )  # fmt: skip
    made = teams.found(charter, by=work.by, at=work.at)
    members.join(
        team=made, posts=_one_of_each(work), role="member", since=work.day, by=work.by,
        at=work.at,
    )  # fmt: skip


def employ(work: Work, post: str, count: int) -> list[Employment]:
    """Return so many people of a post who were not served yet; who lacks is entered."""
    served = EntryPart.objects.filter(
        entry__fulfilments__obligation=work.obligation, person__isnull=False
    )
    held = Employment.objects.filter(organisation__in=work.schools, post=post).on(work.day)
    free = held.exclude(person__in=served.values("person")).select_related(
        "person", "organisation"
    )
    found = list({one.person_id: one for one in free.order_by("-pk")}.values())[:count]
    missing = count - len(found)
    for _ in range(missing):
        name = staff.Name(last_name=f"Работников-{work.serial()}", first_name="Пётр")
        place = staff.Place(post=post, since=work.day - _TERM)
        who = work.district.reporter(work.school)
        found.append(
            staff.add(name=name, organisation=work.school, place=place, by=who, at=work.at)
        )
    return found


def diagnosis(work: Work) -> None:
    """Diagnose teachers, or verify the risk profile of a school."""
    kind = work.first_of("competence", "risk_profile")
    {"competence": _teacher, "risk_profile": _profile}[kind](work)


def _teacher(work: Work) -> None:
    from opora.domain.diagnostics.services import diagnoses
    from opora.methodology.competences import load_competences

    code = next(iter(load_competences().titles()))
    for one in employ(work, "teacher", max(work.needed, 1)):
        found = diagnoses.Found(
            person=one.person, organisation=one.organisation, source="test",
            instrument=f"Диагностическая работа {work.serial()}", day=work.day,
            percents={code: Decimal(55)},
        )  # fmt: skip
        diagnoses.enter(found=found, by=work.district.people["Лукина"], at=work.at)


def _profile(work: Work) -> None:
    from opora.domain.diagnostics.services import profiles

    school, head = work.school, work.district.reporter(work.school)
    checker = work.district.people["Лукина"]
    profile = profiles.compute(school=school, survey=None, by=head, at=work.at)
    code = profile.lines.order_by("code")[0].code
    said = {code: profiles.Said(word="confirmed", active=True, measures="Наставничество")}
    profiles.say(profile=profile, said=said, by=head, at=work.at)
    profiles.say(profile=profile, said=said, by=checker, at=work.at)
    profiles.verify(profile=profile, by=checker, at=work.at)


def agreement(work: Work) -> None:
    """Draw up, approve and sign an agreement with a leader school."""
    from opora.domain.partnerships.services import agreements

    schools = [one for one in work.schools if one != work.district.organisations["klyuch1"]]
    school = schools[work.serial() % len(schools)]
    terms = agreements.Terms(
        type=work.first_of("partnership", "network", "social"), school=school,
        leader=work.district.organisations["klyuch1"], since=work.day,
        until=work.day + _TERM, subject=f"{work.title[:150]} № {work.serial()}",
    )  # fmt: skip
    made = agreements.draw_up(terms=terms, by=work.by, at=work.at)
    made = agreements.send(agreement=made, by=work.by, at=work.at)
    number = str(work.serial())
    made = agreements.sign(
        agreement=made, number=number, day=work.day, by=work.by, at=work.at,
        paper=work.paper(number),
    )  # fmt: skip
    event = agreements.plan_event(
        agreement=made, day=work.day, title="Открытые уроки и их разбор", by=work.by, at=work.at
    )
    agreements.hold_event(event=event, day=work.day, by=work.by, at=work.at)
