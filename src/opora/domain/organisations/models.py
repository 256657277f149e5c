"""Territories, organisations with their codes, memberships, and days that differ."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.people.models import User


class Territory(models.Model):
    """A region or a municipality; municipalities stand below their region."""

    class Kind(models.TextChoices):
        REGION = "region", "Регион"
        MUNICIPALITY = "municipality", "Муниципалитет"

    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    outline = models.JSONField(
        null=True, help_text="Граница на карте: координаты GeoJSON, долгота и широта."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("parent", "name", name="territory_name_unique"),
            models.CheckConstraint(
                name="territory_municipality_has_region",
                condition=Q(kind="region", parent=None)
                | Q(kind="municipality", parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Reads of organisations."""

    def visible_to(self, user: User, *, on: date) -> OrganisationQuerySet:
        """Organisations whose affairs the person sees on that day (see ``access``)."""
        from opora.domain.organisations.access import scope_of

        return self.filter(scope_of(user, on=on).organisations())

    def schools(self) -> OrganisationQuerySet:
        """Schools only."""
        return self.filter(kind=Organisation.Kind.SCHOOL)

    def open_on(self, day: date) -> OrganisationQuerySet:
        """Organisations not closed by that day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class Organisation(models.Model):
    """A body that owes and does: a ministry, an authority, a methodical centre, a school."""

    class Kind(models.TextChoices):
        REGIONAL = "regional", "Региональный орган"
        AUTHORITY = "authority", "Управление образования"
        METHODICAL = "methodical", "Методическая служба"
        SCHOOL = "school", "Школа"
        BODY = "body", "Рабочая группа, совет, объединение"

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="organisations")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField("полное наименование", max_length=300)
    short_name = models.CharField("краткое наименование", max_length=120)
    aliases = models.JSONField(default=list, help_text="Как ещё её пишут в документах.")
    address = models.CharField(max_length=300, blank=True)
    pupils = models.PositiveIntegerField(null=True)
    latitude = models.FloatField("широта", null=True)
    longitude = models.FloatField("долгота", null=True)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors"
    )
    closed_on = models.DateField(null=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "name", name="organisation_name_unique"),
            models.CheckConstraint(
                name="organisation_stands_on_the_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "kind", "short_name"], name="organisation_list")
        ]

    def __str__(self) -> str:
        return self.short_name


class OrganisationCode(models.Model):
    """A code of an organisation in some register, with the days it was valid."""

    class Scheme(models.TextChoices):
        OKO = "oko", "Логин ФИС ОКО"
        GIA = "gia", "Код ОО в РИС ГИА"
        INN = "inn", "ИНН"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=8, choices=Scheme)
    value = models.CharField(max_length=40)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("scheme", "value", "organisation", name="code_once")
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="code_lookup")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Role(models.TextChoices):
    """What a person does in an organisation; what follows from it stands in ``access``."""

    REGIONAL_COORDINATOR = "regional_coordinator", "Региональный координатор"
    AUTHORITY_HEAD = "authority_head", "Начальник управления"
    COORDINATOR = "coordinator", "Муниципальный координатор"
    METHODIST = "methodist", "Методист"
    CURATOR = "curator", "Куратор"
    SCHOOL_HEAD = "school_head", "Директор"
    DEPUTY_HEAD = "deputy_head", "Заместитель директора"
    TEACHER = "teacher", "Учитель"
    EXPERT = "expert", "Эксперт"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships."""

    def on(self, day: date) -> MembershipQuerySet:
        """Memberships in effect on that day."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


class Membership(models.Model):
    """A person in a role in an organisation, for a time. A curator has one for each school."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    post = models.CharField("должность", max_length=160, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "organisation", "role", name="membership_once"),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_staff")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class CalendarDay(models.Model):
    """A day that differs from the production calendar we carry, by a decree entered by hand."""

    day = models.DateField(unique=True)
    working = models.BooleanField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.day} {'рабочий' if self.working else 'нерабочий'}"
