"""Activities and their series."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.teams.models import Team
from opora.methodology.registers import load_registers
from opora.methodology.risk_factors import load_risk_factors

REGISTER = "activities"


class Series(models.Model):
    """Activities that return: every week, every month. Each is a row of its own."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "каждую неделю"
        FORTNIGHTLY = "fortnightly", "раз в две недели"
        MONTHLY = "monthly", "каждый месяц того же числа"
        MONTHLY_WEEKDAY = "monthly_weekday", "каждый месяц в тот же день недели"

    rhythm = models.CharField(max_length=16, choices=Rhythm)
    until = models.DateField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_rhythm_display()} до {self.until:%d.%m.%Y}"


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Reads of activities."""

    def visible_to(self, user: User, *, on: date) -> ActivityQuerySet:
        """Activities of organisations open to the person, for them, or where the person was."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        from opora.domain.activities.models.people import Invitation, Participation

        # A region needs no look at its million invitations: the organisers are in it too.
        near = Q(school__in=scope.own) | Q(school__territory__in=scope.municipalities)
        invited = Invitation.objects.filter(near).values("activity")
        attended = Participation.objects.filter(person__user=user).values("activity")
        ours = scope.organisations("organiser__")
        if not scope.regions:
            # Few rows of many: conditions on our own columns, each of which has its index. A
            # region sees nearly all, which are read by day.
            ours = Q(organiser__in=Organisation.objects.filter(scope.organisations()))
        return self.filter(ours | Q(pk__in=invited) | Q(pk__in=attended))

    def standing(self) -> ActivityQuerySet:
        """Activities that are planned or were held: neither cancelled nor withdrawn."""
        return self.filter(status__in=Activity.STANDING)

    def waiting(self, *, on: date) -> ActivityQuerySet:
        """Activities whose day has come and of which nobody has said that they were held."""
        return self.filter(status=Activity.Status.PLANNED, day__lte=on)

    def within(self, start: date, end: date) -> ActivityQuerySet:
        """Activities whose day lies in a period, both ends included."""
        return self.filter(day__range=(start, end))


class Activity(models.Model):
    """One meeting, seminar, visit or consultation.

    ``planned_day`` is the promise and ``day`` what counts: the promised day until the activity
    is held, then the day of fact. Nothing is deleted: a planned one is cancelled, a held one
    that was entered by mistake is withdrawn, both with a reason.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Намечено"
        HELD = "held", "Проведено"
        CANCELLED = "cancelled", "Отменено"
        WITHDRAWN = "withdrawn", "Запись отозвана"

    class Level(models.TextChoices):
        SCHOOL = "school", "школьный"
        MUNICIPAL = "municipal", "муниципальный"
        REGIONAL = "regional", "региональный"

    STANDING = (Status.PLANNED, Status.HELD)

    type = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    topic = models.CharField(
        max_length=40, blank=True, help_text="Код фактора риска или слова о дефиците."
    )
    level = models.CharField(max_length=12, choices=Level)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="activities")
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="activities")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="activities",
        help_text="Команда или сообщество, чьё это мероприятие.",
    )  # fmt: skip
    planned_day = models.DateField()
    day = models.DateField()
    begins_at = models.TimeField(null=True)
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    agenda = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    summary = models.TextField(blank=True, help_text="Что сделано, одной строкой или больше.")
    amount = models.PositiveIntegerField(
        null=True, help_text="Сколько человек было, если списка нет."
    )
    ended_reason = models.CharField(max_length=300, blank=True)
    minutes_number = models.CharField(max_length=40, blank=True)
    minutes_day = models.DateField(null=True)
    chair = models.CharField(max_length=160, blank=True)
    secretary = models.CharField(max_length=160, blank=True)
    heard = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activity_ended_says_why",
                condition=~Q(status__in=["cancelled", "withdrawn"]) | ~Q(ended_reason=""),
            ),
            models.CheckConstraint(
                name="activity_hours", condition=Q(hours=None) | Q(hours__gt=0, hours__lte=500)
            ),
        ]
        indexes = [
            models.Index(fields=["organiser", "-day"], name="activity_organiser"),
            models.Index(fields=["-day", "-id"], name="activity_list"),
            models.Index(
                fields=["organiser", "day"],
                name="activity_waits",
                condition=Q(status="planned"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.day:%d.%m.%Y})"

    @property
    def type_title(self) -> str:
        """The name of the type: «семинар»."""
        return load_registers().find(REGISTER).type_title(self.type)

    @property
    def topic_words(self) -> str:
        """The risk factor in words, or the deficit as it was written."""
        return topics().get(self.topic, self.topic)

    @property
    def is_planned(self) -> bool:
        """Whether it is still ahead, or waits to be marked as held."""
        return self.status == self.Status.PLANNED

    @property
    def is_held(self) -> bool:
        """Whether it was held and the record stands."""
        return self.status == self.Status.HELD

    @property
    def is_standing(self) -> bool:
        """Whether it is neither cancelled nor withdrawn."""
        return self.status in self.STANDING

    def waits(self, *, on: date) -> bool:
        """Whether its day has come and nobody has said that it was held."""
        return self.is_planned and self.day <= on


def topics() -> dict[str, str]:
    """Return the risk factors of the field: code → title."""
    return {one.code: one.title for one in load_risk_factors().factors}


@reason.register
def _(thing: Activity, user: User, *, on: date) -> Reason | None:
    if not Activity.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.organiser) or Reason(
        "", thing.organiser.short_name, "Открыто: мероприятие касается вас или вашей школы."
    )
