"""Definitions by version, values of schools and territories, targets, frozen periods."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import msgspec
from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.methodology.indicator_definitions import IndicatorDefinition


def _territories(user: User, *, on: date, prefix: str) -> Q:
    """Condition on a path that ends in a territory the person works for or in."""
    scope = scope_of(user, on=on)
    places = {one.organisation.territory_id for one in scope.memberships}
    return Q(**{f"{prefix}in": places | scope.regions}) | Q(
        **{f"{prefix.removesuffix('__')}__parent__in": scope.regions}
    )


class DefinitionQuerySet(models.QuerySet["Definition"]):
    """Reads of definitions."""

    def current(self) -> DefinitionQuerySet:
        """Definitions by which values are computed now."""
        return self.filter(is_current=True, retired_at=None)

    def of(self, territory: Territory) -> DefinitionQuerySet:
        """Definitions in use in a territory: everybody's, its own, its region's."""
        places = [territory.pk, territory.parent_id]
        return self.filter(Q(territory=None) | Q(territory__in=places))

    def visible_to(self, user: User, *, on: date) -> DefinitionQuerySet:
        """Everybody's definitions, and own ones of the places where the person works."""
        if user.is_superuser:
            return self.all()
        mine = _territories(user, on=on, prefix="territory__")
        above = {
            one.organisation.territory.parent_id for one in scope_of(user, on=on).memberships
        }
        return self.filter(Q(territory=None) | mine | Q(territory__in=above - {None}))


class Definition(models.Model):
    """One version of an indicator: from the methodology, or composed in a territory.

    A change makes a new version; values keep the version by which they were computed.
    """

    code = models.CharField(max_length=24)
    number = models.PositiveSmallIntegerField(help_text="Версия, с 1.")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    content = models.JSONField(help_text="Определение целиком, с формулой.")
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("code", "number", name="definition_version_once"),
            models.UniqueConstraint(
                "code", condition=Q(is_current=True), name="definition_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title[:120]}"

    @cached_property
    def record(self) -> IndicatorDefinition:
        """The definition as the methodology knows it."""
        return msgspec.convert(self.content, IndicatorDefinition)


class ValueQuerySet(models.QuerySet["Value"]):
    """Reads of values."""

    def visible_to(self, user: User, *, on: date) -> ValueQuerySet:
        """Values of organisations whose affairs are open, and of territories worked for."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        places = scope.municipalities | scope.regions
        return self.filter(
            Q(organisation__isnull=False) & scope.organisations("organisation__")
            | Q(organisation=None, territory__in=places)
            | Q(organisation=None, territory__parent__in=scope.regions)
        )

    def of_period(self, first: date, last: date) -> ValueQuerySet:
        """Values of exactly this period."""
        return self.filter(first=first, last=last)


class Value(models.Model):
    """An indicator of a unit for a period: what was counted, of what, what is missing and why.

    ``organisation`` is null for the value of the territory itself. ``numerator`` is null where
    there are no data; ``denominator`` is null where nothing is divided. ``stale`` says that a
    count of a region waits for the job that counts people once.
    """

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="values")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="indicator_values"
    )
    first = models.DateField()
    last = models.DateField()
    numerator = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    denominator = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    missing = models.PositiveIntegerField(default=0, help_text="Скольких школ данных нет.")
    reason = models.CharField(max_length=200, blank=True, help_text="Почему данных нет.")
    data_version = models.CharField(max_length=64, blank=True)
    computed_at = models.DateTimeField()
    frozen = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)

    objects = ValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "definition", "organisation", "first", "last",
                condition=Q(organisation__isnull=False), name="value_of_organisation_once",
            ),
            models.UniqueConstraint(
                "definition", "territory", "first", "last",
                condition=Q(organisation=None), name="value_of_territory_once",
            ),
            models.CheckConstraint(
                name="value_period", condition=Q(last__gte=F("first"))
            ),
            models.CheckConstraint(
                name="value_without_data_says_why",
                condition=Q(numerator__isnull=False) | ~Q(reason=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["territory", "first", "last", "definition"], name="value_matrix"
            ),
            models.Index(fields=["organisation", "first"], name="value_of_school"),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.organisation_id or self.territory_id} {self.first}"


class TargetQuerySet(models.QuerySet["Target"]):
    """Reads of targets."""

    def visible_to(self, user: User, *, on: date) -> TargetQuerySet:
        """Targets of the places where the person works, and of those below."""
        if user.is_superuser:
            return self.all()
        return self.filter(_territories(user, on=on, prefix="territory__"))


class Target(models.Model):
    """What is to be reached: by a school, or by a territory and each school in it.

    ``origin`` names the row of a plan it comes from, so that it is kept once.
    """

    class Comparator(models.TextChoices):
        AT_LEAST = ">=", "не менее"
        AT_MOST = "<=", "не более"
        EXACTLY = "=", "ровно"

    code = models.CharField(max_length=24, help_text="Код показателя, любая версия.")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=9, decimal_places=1)
    comparator = models.CharField(max_length=2, choices=Comparator, default=Comparator.AT_LEAST)
    source = models.CharField(max_length=500, blank=True, help_text="Слова плана или приказа.")
    origin = models.CharField(max_length=80, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "code", "organisation", "first", "last", "origin",
                condition=Q(organisation__isnull=False), name="target_of_organisation_once",
            ),
            models.UniqueConstraint(
                "code", "territory", "first", "last", "origin",
                condition=Q(organisation=None), name="target_of_territory_once",
            ),
            models.CheckConstraint(name="target_not_below_zero", condition=Q(value__gte=0)),
            models.CheckConstraint(name="target_period", condition=Q(last__gte=F("first"))),
        ]  # fmt: skip
        indexes = [models.Index(fields=["territory", "last"], name="target_list")]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_comparator_display()} {self.value:g}"


class FrozenPeriod(models.Model):
    """A period of a territory whose values stand as they were told."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "first", "last", name="frozen_period_once")
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.first:%d.%m.%Y}–{self.last:%d.%m.%Y}"


class Footprint(models.Model):
    """Where an entry counted when values were last computed from it.

    An entry that moves to another school or day has to leave the old ones as well.
    """

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="+", primary_key=True)
    changed_at = models.DateTimeField()
    type = models.CharField(max_length=24, default="")
    day = models.DateField()
    until = models.DateField(null=True)
    territories = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.territories}"
