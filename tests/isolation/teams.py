"""A team of the district with a member of our school and held minutes."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.teams.models import Meeting, Member, Team
from tests import factories


def make_team(
    authority: Organisation, school: Organisation, file: StoredFile, *, boss: User
) -> dict[str, int]:
    """Return the ids of a team, its member and its meeting by the names of parameters."""
    team = Team.objects.create(
        type="working_group", name="Рабочая группа округа", owner=authority,
        act=factories.make_act(authority), status="working", since=localdate(),
        entered_by=boss, entered_at=now(), changed_at=now(),
    )  # fmt: skip
    member = Member.objects.create(
        team=team, organisation=school, person=factories.make_person(school), since=localdate()
    )
    meeting = Meeting.objects.create(
        team=team, day=localdate(), agenda="Ход работы", decisions="Продолжать", minutes=file,
        minutes_name="Протокол.pdf", entered_by=boss, entered_at=now(),
    )  # fmt: skip
    return {"team_id": team.pk, "member_id": member.pk, "meeting_id": meeting.pk}
