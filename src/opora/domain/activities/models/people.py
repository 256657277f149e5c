"""Whom an activity is for, and who came."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.activities.models.activities import Activity
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person


class Invitation(models.Model):
    """An organisation that an activity is for; ``came`` is unknown until it is held."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="invitations")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    came = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("activity", "school", name="invitation_once"),
        ]
        indexes = [models.Index(fields=["school", "activity"], name="invitation_of_school")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.school_id}"


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Reads of participants."""

    def named_for(self, user: User, *, on: date) -> ParticipationQuerySet:
        """Participants whose names the person may read.

        People of one's own organisations and municipality, and oneself; the region and other
        schools get numbers.
        """
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        own = Q(organisation__in=scope.own) | Q(organisation__territory__in=scope.regions)
        return self.filter(
            own | Q(organisation__territory__in=scope.municipalities) | Q(person__user=user)
        )


class Participation(models.Model):
    """A person at an activity: one of the staff, or a guest of whom only the name is known."""

    class Role(models.TextChoices):
        PARTICIPANT = "participant", "участник"
        SPEAKER = "speaker", "выступает"
        LEADER = "leader", "проводит"

    class Source(models.TextChoices):
        LIST = "list", "отмечен в списке"
        QR = "qr", "отметился по коду"
        XLSX = "xlsx", "из таблицы"
        QUICK = "quick", "внесён с записью"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="participations")
    name = models.CharField(max_length=160, blank=True, help_text="Гость: имя без карточки.")
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    came = models.BooleanField(default=False)
    source = models.CharField(max_length=8, choices=Source)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "activity", "person", condition=Q(person__isnull=False),
                name="participation_person_once",
            ),
            models.UniqueConstraint(
                "activity", "organisation", "name", condition=Q(person=None),
                name="participation_guest_once",
            ),
            models.CheckConstraint(
                name="participation_person_or_name",
                condition=Q(person=None) ^ Q(name=""),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["activity", "came"], name="participation_came")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The full name; ask with ``select_related("person")``."""
        return self.person.full_name if self.person else self.name
