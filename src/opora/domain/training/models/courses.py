"""Programmes of training, open to everybody of the territory of those who entered them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.methodology.competences import load_competences
from opora.methodology.risk_factors import load_risk_factors
from opora.methodology.training import load_training

REGISTER = "training"


class Kind(models.TextChoices):
    """Kinds of training, as types of the register."""

    COURSE = "course", "Повышение квалификации"
    RETRAINING = "retraining", "Профессиональная переподготовка"


def topics() -> dict[str, str]:
    """Return what training may be about: competences and factors of risk, by code."""
    risks = {one.code: one.title for one in load_risk_factors().factors}
    return load_competences().titles() | risks


def near_to(user: User, *, on: date, prefix: str) -> Q:
    """Condition on whose names a person reads: own school, curated ones, the municipality.

    A teacher reads what concerns themselves; the region reads no names.
    """
    if user.is_superuser:
        return Q()
    scope = scope_of(user, on=on)
    led = {one.organisation_id for one in scope.memberships if one.role in _LEAD}
    return (
        Q(**{f"{prefix}organisation__in": led})
        | Q(**{f"{prefix}organisation__territory__in": scope.municipalities})
        | Q(**{f"{prefix}person__user": user.pk})
    )


_LEAD = frozenset({"school_head", "deputy_head", "curator"})


class CourseQuerySet(models.QuerySet["Course"]):
    """Reads of programmes."""

    def visible_to(self, user: User, *, on: date) -> CourseQuerySet:
        """Programmes of open organisations, of one's own territory and of its region."""
        scope = scope_of(user, on=on)
        places = [one.organisation.territory for one in scope.memberships]
        near = {one.pk for one in places} | {one.parent_id for one in places if one.parent_id}
        return self.filter(scope.organisations("owner__") | Q(owner__territory__in=near))

    def standing(self) -> CourseQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


class Course(models.Model):
    """A programme of a provider. ``hours`` [h]."""

    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="courses", help_text="Кто внёс."
    )
    title = models.CharField("программа", max_length=300)
    provider = models.CharField("кто обучает", max_length=200)
    kind = models.CharField("вид", max_length=12, choices=Kind, default=Kind.COURSE)
    form = models.CharField("форма", max_length=12, blank=True)
    hours = models.PositiveSmallIntegerField("часов")
    topic = models.CharField("о чём", max_length=12, blank=True)
    cost = models.PositiveIntegerField("стоимость, ₽", null=True)
    since = models.DateField("начало", null=True)
    until = models.DateField("окончание", null=True)
    address = models.URLField("страница программы", blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="course_hours", condition=Q(hours__gte=1)),
            models.CheckConstraint(
                name="course_term",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                "owner", "title", "provider", "hours",
                condition=Q(withdrawn_at=None), name="course_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["owner", "title"], name="course_owner")]

    def __str__(self) -> str:
        return f"{self.title}, {self.hours} ч"

    @property
    def topic_title(self) -> str:
        """What the programme is about in words."""
        return topics().get(self.topic, self.topic)

    @property
    def form_title(self) -> str:
        """The form in words."""
        return next((f.title for f in load_training().forms if f.code == self.form), "")


@reason.register
def _(thing: Course, user: User, *, on: date) -> Reason | None:
    if not Course.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.owner) or Reason(
        "", thing.owner.short_name, "Открыто: программы видят все школы муниципалитета."
    )
