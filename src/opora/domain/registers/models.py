"""Entries of all registers in one shape: what was done, when, by whom, for whom.

A seminar, a signed agreement, a certificate, an approved analysis each keep their own rows in
their own app; what plans and indicators need of them stands here too, written in the same
transaction. So a binding or an indicator is one indexed count, whatever the register.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.staff.models import Person


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of entries."""

    def visible_to(self, user: User, *, on: date) -> EntryQuerySet:
        """Entries of open organisations; what is a school's own secret, in that school only."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        served = EntryPart.objects.filter(organisation__in=scope.own).values("entry")
        # The territory of an entry is that of its owner, and is read without a join.
        above = Q(territory__in=scope.municipalities | scope.regions)
        below = Q(territory__parent__in=scope.regions)
        told = Q(owner__in=scope.own) | above | below | Q(pk__in=served)
        return self.filter(
            Q(secret=True, owner__in=scope.own - scope.curated) | Q(secret=False) & told
        )

    def done(self) -> EntryQuerySet:
        """Entries that count: carried out and not withdrawn."""
        return self.filter(state=Entry.State.DONE)

    def within(self, start: date, end: date) -> EntryQuerySet:
        """Entries whose day lies in a period, both ends included."""
        return self.filter(day__range=(start, end))

    def in_effect_on(self, day: date) -> EntryQuerySet:
        """Entries begun by that day whose term has not ended."""
        return self.filter(Q(until=None) | Q(until__gte=day), day__lte=day)


class Entry(models.Model):
    """One trace of work.

    ``source`` names the row it comes from (``activities.activity:12``); there is one entry for
    a source and type. ``facts`` holds what evidence is checked against: number, date,
    signatory, sides, address, files (primary keys of stored files).
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Намечено"
        DONE = "done", "Сделано"
        WITHDRAWN = "withdrawn", "Отозвано"

    register = models.CharField(max_length=16)
    type = models.CharField(max_length=24)
    source = models.CharField(max_length=80)
    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="entries", help_text="Кто сделал."
    )
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    day = models.DateField(help_text="День, с которого запись считается.")
    until = models.DateField(null=True, help_text="Последний день срока, если он есть.")
    title = models.CharField(max_length=300)
    topic = models.CharField(
        max_length=40, blank=True, help_text="Код фактора риска или дефицита."
    )
    hours = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    amount = models.PositiveIntegerField(
        null=True, help_text="Сколько человек, если списка нет."
    )
    state = models.CharField(max_length=12, choices=State, default=State.DONE)
    secret = models.BooleanField(
        default=False, help_text="Строка видна только в самой организации, дальше только числа."
    )
    facts = models.JSONField(default=dict)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("source", "type", name="entry_once_for_its_source"),
            models.CheckConstraint(
                name="entry_term", condition=Q(until=None) | Q(until__gte=F("day"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "register", "state", "type", "day", "secret"],
                name="entry_count",
            ),
            models.Index(fields=["day", "register", "state", "type"], name="entry_newest"),
            models.Index(fields=["owner", "register", "-day"], name="entry_owner"),
            models.Index(fields=["changed_at"], name="entry_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.day:%d.%m.%Y})"


class EntryPart(models.Model):
    """Whom an entry concerns: a school, or a person of one."""

    class Role(models.TextChoices):
        SERVED = "served", "для кого"
        PARTICIPANT = "participant", "участник"
        LEADER = "leader", "кто провёл"
        SIDE = "side", "сторона"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=Role, default=Role.SERVED)
    amount = models.PositiveIntegerField(
        null=True, help_text="Сколько человек этой организации, если списка нет."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "entry", "organisation", "role", condition=Q(person=None),
                name="entry_part_organisation_once",
            ),
            models.UniqueConstraint(
                "entry", "organisation", "person", "role", condition=Q(person__isnull=False),
                name="entry_part_person_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "entry", "person"], name="entry_part_count"),
            models.Index(fields=["organisation", "role", "entry"], name="entry_part_of"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.role} {self.organisation_id}"


@reason.register
def _(thing: Entry, user: User, *, on: date) -> Reason | None:
    if not Entry.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.owner) or Reason(
        "", thing.owner.short_name, "Открыто: запись касается вашей организации."
    )
