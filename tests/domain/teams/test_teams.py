"""Teams are founded by a document, joined, meet, and end; entries follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.registers.services.entries import source_of
from opora.domain.teams.models import Meeting, Member, Team
from opora.domain.teams.permissions import keeps_minutes, reads_names
from opora.domain.teams.services import meetings, members, teams
from opora.domain.teams.services.teams import TeamRefused
from tests import factories
from tests.domain.teams.stage import GROUP, NOON, TODAY, charter_of, make_post, make_team


def entry_of(row: Team | Meeting) -> Entry:
    return Entry.objects.get(source=source_of(row))


def test_a_team_without_a_document_is_planned(
    authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator, act=None)
    assert team.status == Team.Status.PLANNED
    assert entry_of(team).state == Entry.State.PLANNED


def test_a_document_starts_its_work_and_stands_in_the_facts(
    authority: Organisation, coordinator: User
) -> None:
    act = factories.make_act(authority, signatory_name="Державин П. И.", number="12-од")
    team = make_team(authority, by=coordinator, act=None)
    teams.change(team=team, charter=charter_of(authority, act=act), by=coordinator, at=NOON)
    entry = entry_of(team)
    assert entry.state == Entry.State.DONE
    assert entry.facts["number"] == "12-од"
    assert entry.facts["signatory"] == "Державин П. И."
    assert (entry.register, entry.type, entry.day) == (
        "teams",
        "working_group",
        date(2025, 9, 1),
    )


def test_a_working_team_does_not_lose_its_document(
    authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    with pytest.raises(TeamRefused, match="по документу"):
        teams.change(team=team, charter=charter_of(authority), by=coordinator, at=NOON)


def test_a_change_of_type_moves_the_entry(authority: Organisation, coordinator: User) -> None:
    team = make_team(authority, by=coordinator)
    charter = charter_of(authority, type="network", act=team.act)
    teams.change(team=team, charter=charter, by=coordinator, at=NOON)
    standing = Entry.objects.filter(source=source_of(team)).exclude(state="withdrawn")
    assert [one.type for one in standing] == ["network"]


def test_a_term_ends_after_it_begins(authority: Organisation, coordinator: User) -> None:
    with pytest.raises(TeamRefused, match="раньше первого"):
        make_team(authority, by=coordinator, until=date(2025, 8, 1))
    with transaction.atomic(), pytest.raises(IntegrityError):
        Team.objects.create(
            type="network", name="x", owner=authority, since=TODAY,
            until=TODAY - timedelta(days=1), entered_by=coordinator, entered_at=NOON,
            changed_at=NOON,
        )  # fmt: skip


def test_a_year_mistyped_is_refused(authority: Organisation, coordinator: User) -> None:
    with pytest.raises(TeamRefused, match="Проверьте год"):
        make_team(authority, by=coordinator, until=date(2255, 5, 1))


def test_the_same_team_is_not_founded_twice(authority: Organisation, coordinator: User) -> None:
    make_team(authority, by=coordinator)
    with pytest.raises(TeamRefused, match="уже есть"):
        make_team(authority, by=coordinator)


def test_a_head_founds_a_team_of_the_own_school_only(
    school: Organisation, other_school: Organisation, school_head: User
) -> None:
    team = make_team(school, by=school_head, type="project_team")
    part = entry_of(team).parts.get()
    assert part.organisation == school
    with pytest.raises(NotAllowed, match="Берёзовская"):
        make_team(other_school, by=school_head)


def test_a_teacher_and_a_stranger_found_nothing(
    school: Organisation, teacher: User, stranger: User
) -> None:
    for person in (teacher, stranger):
        with pytest.raises(NotAllowed):
            make_team(school, by=person)


def test_people_join_and_stand_in_the_entry(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator, schools=(school,))
    posts = [make_post(school), make_post(school)]
    came = members.join(
        team=team, posts=posts, role="member", since=TODAY, by=coordinator, at=NOON
    )
    again = members.join(
        team=team, posts=posts, role="member", since=TODAY, by=coordinator, at=NOON
    )
    entry = entry_of(team)
    assert (came, again) == (2, 0)
    assert entry.parts.filter(role="participant").count() == 2
    assert entry.parts.filter(role="served", organisation=school).count() == 1
    assert entry.facts["participants"] == 2


def test_a_person_of_two_schools_joins_once(
    authority: Organisation, school: Organisation, other_school: Organisation,
    coordinator: User,
) -> None:  # fmt: skip
    team = make_team(authority, by=coordinator)
    first = make_post(school)
    second = first.person.employments.create(organisation=other_school, post="teacher")
    came = members.join(
        team=team, posts=[first, second], role="member", since=TODAY, by=coordinator, at=NOON
    )
    assert came == 1
    assert team.members.get().organisation == school


def test_there_is_one_leader(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    posts = [make_post(school), make_post(school)]
    given = {"team": team, "since": TODAY, "by": coordinator, "at": NOON}
    with pytest.raises(TeamRefused, match="один"):
        members.join(posts=posts, role="leader", **given)  # type: ignore[arg-type]
    members.join(posts=posts[:1], role="leader", **given)  # type: ignore[arg-type]
    members.join(posts=posts[1:], role="leader", **given)  # type: ignore[arg-type]
    assert team.members.get(role="leader").person == posts[1].person


def test_nobody_joins_outside_the_term(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    with pytest.raises(TeamRefused, match="вне срока"):
        members.join(
            team=team, posts=[make_post(school)], role="member", since=date(2025, 8, 1),
            by=coordinator, at=NOON,
        )  # fmt: skip


def test_who_left_stays_in_the_history_and_comes_back(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    post = make_post(school)
    given = {"team": team, "posts": [post], "role": "member", "by": coordinator, "at": NOON}
    members.join(since=date(2025, 9, 1), **given)  # type: ignore[arg-type]
    member = team.members.get()
    with pytest.raises(TeamRefused, match="не раньше"):
        members.leave(member=member, on=date(2025, 8, 1), by=coordinator, at=NOON)
    members.leave(member=member, on=date(2025, 10, 1), by=coordinator, at=NOON)
    assert members.join(since=TODAY, **given) == 1  # type: ignore[arg-type]
    assert team.members.count() == 2
    assert entry_of(team).parts.filter(role="participant").count() == 1
    with pytest.raises(TeamRefused, match="не в составе"):
        members.leave(member=member, on=TODAY, by=coordinator, at=NOON)


def test_a_meeting_is_promised_then_held_and_is_a_meeting_to_plans(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    members.join(
        team=team, posts=[make_post(school)], role="member", since=TODAY, by=coordinator,
        at=NOON,
    )  # fmt: skip
    meeting = meetings.plan(team=team, day=TODAY, agenda="Итоги", by=coordinator, at=NOON)
    assert entry_of(meeting).state == Entry.State.PLANNED
    meetings.record(
        meeting=meeting, day=TODAY, number="2", agenda="Итоги", decisions="Продолжать",
        present=list(team.members.all()), by=coordinator, at=NOON,
    )  # fmt: skip
    entry = entry_of(meeting)
    assert (entry.register, entry.type, entry.state) == ("activities", "meeting", "done")
    assert entry.facts["participants"] == 1


@pytest.mark.parametrize(
    ("day", "decisions", "words"),
    [(TODAY + timedelta(days=1), "Да", "не наступило"), (TODAY, " ", "Напишите, что решили")],
)
def test_a_meeting_to_come_or_without_decisions_is_not_held(
    day: date, decisions: str, words: str, authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    meeting = meetings.plan(team=team, day=day, agenda="Итоги", by=coordinator, at=NOON)
    with pytest.raises(TeamRefused, match=words):
        meetings.record(
            meeting=meeting, day=day, number="", agenda="Итоги", decisions=decisions,
            present=[], by=coordinator, at=NOON,
        )  # fmt: skip


def test_minutes_reach_the_facts_of_the_team(
    authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    meeting = meetings.plan(team=team, day=TODAY, agenda="Итоги", by=coordinator, at=NOON)
    stored = factories.make_file()
    given = {"meeting": meeting, "stored": stored, "name": "Протокол.pdf"}
    with pytest.raises(TeamRefused, match="Сначала"):
        meetings.keep_minutes(**given, by=coordinator, at=NOON)  # type: ignore[arg-type]
    meetings.record(
        meeting=meeting, day=TODAY, number="", agenda="Итоги", decisions="Да", present=[],
        by=coordinator, at=NOON,
    )  # fmt: skip
    meetings.keep_minutes(**given, by=coordinator, at=NOON)  # type: ignore[arg-type]
    assert entry_of(team).facts["files"] == [stored.pk]
    assert entry_of(meeting).facts["minutes_date"] == "2025-11-12"
    meetings.remove(meeting=meeting, reason="Не было", by=coordinator, at=NOON)
    assert entry_of(meeting).state == Entry.State.WITHDRAWN
    assert "files" not in entry_of(team).facts


def test_the_secretary_keeps_minutes_and_changes_nothing_else(
    authority: Organisation, school: Organisation, coordinator: User, teacher: User
) -> None:
    team = make_team(authority, by=coordinator)
    post = make_post(school, user=teacher)
    assert not keeps_minutes(teacher, team, on=TODAY)
    members.join(
        team=team, posts=[post], role="secretary", since=TODAY, by=coordinator, at=NOON
    )
    meetings.plan(team=team, day=TODAY, agenda="Итоги", by=teacher, at=NOON)
    with pytest.raises(NotAllowed):
        teams.close(team=team, on=TODAY, reason="", by=teacher, at=NOON)


def test_a_closed_team_lets_its_members_go_and_stands_still(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    members.join(
        team=team, posts=[make_post(school)], role="member", since=date(2025, 9, 1),
        by=coordinator, at=NOON,
    )  # fmt: skip
    teams.close(team=team, on=TODAY, reason="Задача решена", by=coordinator, at=NOON)
    assert entry_of(team).until == TODAY
    assert team.members.get().until == TODAY
    with pytest.raises(TeamRefused, match="больше не меняется"):
        teams.withdraw(team=team, reason="Ошибка", by=coordinator, at=NOON)


def test_a_team_is_not_closed_ahead_nor_before_it_begins(
    authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    for day in (date(2025, 8, 1), TODAY + timedelta(days=1)):
        with pytest.raises(TeamRefused):
            teams.close(team=team, on=day, reason="", by=coordinator, at=NOON)
    planned = make_team(authority, by=coordinator, act=None, name="Другая")
    with pytest.raises(TeamRefused, match="отозвать"):
        teams.close(team=planned, on=TODAY, reason="", by=coordinator, at=NOON)


def test_a_withdrawn_team_says_why_and_its_entries_go(
    authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    meeting = meetings.plan(team=team, day=TODAY, agenda="Итоги", by=coordinator, at=NOON)
    with pytest.raises(TeamRefused, match="причину"):
        teams.withdraw(team=team, reason=" ", by=coordinator, at=NOON)
    teams.withdraw(team=team, reason="Внесли дважды", by=coordinator, at=NOON)
    assert entry_of(team).state == entry_of(meeting).state == Entry.State.WITHDRAWN


def test_who_sees_a_team(  # noqa: PLR0917  # the cast
    authority: Organisation, school: Organisation, other_head: User, school_head: User,
    coordinator: User, regional_coordinator: User, stranger: User,
) -> None:  # fmt: skip
    team = make_team(authority, by=coordinator)
    members.join(
        team=team, posts=[make_post(school)], role="member", since=TODAY, by=coordinator,
        at=NOON,
    )  # fmt: skip
    seen = {
        person: Team.objects.visible_to(person, on=TODAY).exists()
        for person in (school_head, coordinator, regional_coordinator, other_head, stranger)
    }
    assert list(seen.values()) == [True, True, True, False, False]
    assert reads_names(school_head, team, on=TODAY)
    assert not reads_names(regional_coordinator, team, on=TODAY)


def test_a_member_with_an_account_sees_the_team_wherever_it_is(
    foreign_school: Organisation, school: Organisation, stranger: User
) -> None:
    team = make_team(foreign_school, by=stranger)
    user = factories.make_member(school, Role.TEACHER)
    post = make_post(foreign_school, user=user)
    Member.objects.create(
        team=team, person=post.person, organisation=foreign_school, since=TODAY
    )
    assert Team.objects.visible_to(user, on=TODAY).get().name == GROUP
