"""Teams, communities and their meetings."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import Act, StoredFile
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.methodology.registers import load_registers

REGISTER = "teams"


class TeamQuerySet(models.QuerySet["Team"]):
    """Reads of teams."""

    def visible_to(self, user: User, *, on: date) -> TeamQuerySet:
        """Teams of organisations open to the person, with their schools, or with the person."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        served = Team.schools.through.objects.filter(
            scope.organisations("organisation__")
        ).values("team")
        joined = Member.objects.filter(
            Q(person__user=user) | Q(organisation__in=scope.own)
        ).values("team")
        return self.filter(scope.organisations("owner__") | Q(pk__in=served) | Q(pk__in=joined))

    def working_within(self, start: date, end: date) -> TeamQuerySet:
        """Teams whose term touches a period."""
        return self.filter(Q(until=None) | Q(until__gte=start), since__lte=end)


class Team(models.Model):
    """A working group, a project team, a community: people with one task, for a time.

    Until a document sets it up it is only planned. It is closed on its last day; what was
    entered by mistake is withdrawn with a reason. Nothing is deleted.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Документа ещё нет"
        WORKING = "working", "Работает"
        CLOSED = "closed", "Завершила работу"
        WITHDRAWN = "withdrawn", "Запись отозвана"

    STANDING = (Status.PLANNED, Status.WORKING)

    type = models.CharField(max_length=24)
    name = models.CharField("название", max_length=300)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    schools = models.ManyToManyField(Organisation, related_name="+")
    purpose = models.TextField("зачем создана", blank=True)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="teams")
    since = models.DateField("работает с")
    until = models.DateField("работает по", null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    ended_reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="team_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="team_works_by_a_document",
                condition=~Q(status="working") | Q(act__isnull=False),
            ),
            models.CheckConstraint(
                name="team_withdrawn_says_why",
                condition=~Q(status="withdrawn") | ~Q(ended_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-since"], name="team_owner")]

    def __str__(self) -> str:
        return f"{self.name} (с {self.since:%d.%m.%Y})"

    @property
    def type_title(self) -> str:
        """The name of the type: «рабочая группа»."""
        return load_registers().find(REGISTER).type_title(self.type)

    @property
    def is_standing(self) -> bool:
        """Whether it may still change: it is neither closed nor withdrawn."""
        return self.status in self.STANDING

    def is_over(self, *, on: date) -> bool:
        """Whether its term has ended and nobody has closed it."""
        return self.is_standing and self.until is not None and self.until < on


class MemberQuerySet(models.QuerySet["Member"]):
    """Reads of members."""

    def on(self, day: date) -> MemberQuerySet:
        """Members on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Member(models.Model):
    """A person in a team, standing for an organisation, for a time."""

    class Role(models.TextChoices):
        LEADER = "leader", "Руководитель"
        SECRETARY = "secretary", "Секретарь"
        MEMBER = "member", "Участник"

    KEEPING = (Role.LEADER, Role.SECRETARY)

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="teams")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField("роль", max_length=12, choices=Role, default=Role.MEMBER)
    since = models.DateField("в составе с")
    until = models.DateField("в составе по", null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "team", "person", condition=Q(until=None), name="team_member_once"
            ),
            models.UniqueConstraint(
                "team", condition=Q(until=None, role="leader"), name="team_one_leader"
            ),
            models.CheckConstraint(
                name="team_member_ends_after_joining",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.team_id}"


class Meeting(models.Model):
    """A meeting of a team: ahead it has an agenda, afterwards decisions and minutes.

    ``removed`` says why a meeting entered by mistake does not count.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="meetings")
    day = models.DateField()
    number = models.CharField("номер протокола", max_length=40, blank=True)
    agenda = models.TextField("повестка")
    decisions = models.TextField("решения", blank=True)
    present = models.ManyToManyField(Member, related_name="meetings")
    minutes = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    minutes_name = models.CharField(max_length=255, blank=True)
    removed = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["team", "-day"], name="team_meeting")]

    def __str__(self) -> str:
        return f"Заседание {self.day:%d.%m.%Y}"

    @property
    def agenda_line(self) -> str:
        """The questions of the agenda in one line."""
        return "; ".join(line.strip(" ;.") for line in self.agenda.splitlines() if line.strip())

    @property
    def is_held(self) -> bool:
        """Whether it was held: decisions are written."""
        return bool(self.decisions)


@reason.register
def _(thing: Team, user: User, *, on: date) -> Reason | None:
    if not Team.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.owner) or Reason(
        "", thing.owner.short_name, "Открыто: в команде вы, ваши сотрудники или ваша школа."
    )


@reason.register
def _(thing: Meeting, user: User, *, on: date) -> Reason | None:
    return reason(thing.team, user, on=on)
