"""Models of support and the schools enrolled in them, in projects and programmes."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import Act
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.methodology.registers import load_registers

REGISTER = "enrolments"


class SupportModelQuerySet(models.QuerySet["SupportModel"]):
    """Reads of models."""

    def visible_to(self, user: User, *, on: date) -> SupportModelQuerySet:
        """Models of the territories in which the person belongs somewhere."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        homes = {one.organisation.territory_id for one in scope.memberships}
        return self.filter(Q(territory__in=homes) | Q(territory__parent__in=scope.regions))


class SupportModel(models.Model):
    """A template of measures; schools are enrolled in it by an order, for a time.

    ``code`` names the model of the methodology that it was taken from; an own one has none.
    """

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="support_models")
    code = models.CharField(max_length=24, blank=True)
    title = models.CharField("название", max_length=300)
    for_whom = models.CharField("для кого", max_length=500, blank=True)
    summary = models.TextField("в чём состоит", blank=True)
    in_use = models.BooleanField(default=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = SupportModelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "title", name="support_model_title_once"),
            models.UniqueConstraint(
                "territory", "code", condition=~Q(code=""), name="support_model_taken_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ModelMeasure(models.Model):
    """A measure of a model. ``after``: its deadline from the day of enrolment [days]."""

    model = models.ForeignKey(SupportModel, models.CASCADE, related_name="measures")
    order = models.PositiveSmallIntegerField()
    text = models.TextField("что сделать")
    kind = models.CharField("вид", max_length=24)
    after = models.PositiveSmallIntegerField("через сколько дней")
    responsible = models.CharField("кто отвечает", max_length=24, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint("model", "order", name="model_measure_order_once")
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:60]}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Reads of enrolments."""

    def visible_to(self, user: User, *, on: date) -> EnrolmentQuerySet:
        """Enrolments of schools open to the person, and those the person takes part in."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        mine = Participant.objects.filter(person__user=user).values("enrolment")
        return self.filter(scope.organisations("school__") | Q(pk__in=mine))

    def standing(self) -> EnrolmentQuerySet:
        """Enrolments that are not withdrawn."""
        return self.filter(withdrawn_reason="")

    def within(self, start: date, end: date) -> EnrolmentQuerySet:
        """Enrolments whose term touches a period, both ends included."""
        return self.filter(Q(until=None) | Q(until__gte=start), since__lte=end)


class Enrolment(models.Model):
    """A school in a model, a project or a programme, for a time.

    Without a document it is only planned. ``follows`` is the enrolment that a change of model
    ended: the history is the chain.
    """

    type = models.CharField(max_length=24)
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="enrolments")
    model = models.ForeignKey(
        SupportModel, models.PROTECT, null=True, related_name="enrolments"
    )
    title = models.CharField("название", max_length=300)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="enrolments")
    since = models.DateField("с какого дня")
    until = models.DateField("по какой день", null=True)
    why = models.TextField("почему", blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="followed_by"
    )
    ended_reason = models.CharField(max_length=300, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enrolment_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="enrolment_model_has_a_model",
                condition=Q(type="model", model__isnull=False)
                | (~Q(type="model") & Q(model=None)),
            ),
        ]
        indexes = [models.Index(fields=["school", "type", "-since"], name="enrolment_school")]

    def __str__(self) -> str:
        return f"{self.title}: {self.school.short_name} (с {self.since:%d.%m.%Y})"

    @property
    def type_title(self) -> str:
        """The name of the type: «модель поддержки»."""
        return load_registers().find(REGISTER).type_title(self.type)

    @property
    def is_standing(self) -> bool:
        """Whether it is not withdrawn."""
        return not self.withdrawn_reason

    def state(self, *, on: date) -> str:
        """Return in a word how it stands: withdrawn, planned, ahead, ended or running."""
        if self.withdrawn_reason:
            return "withdrawn"
        if self.act_id is None:
            return "planned"
        if self.since > on:
            return "ahead"
        return "ended" if self.until and self.until < on else "running"


class Participant(models.Model):
    """A person of the school who takes part in the project or programme."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")

    class Meta:
        constraints = [
            models.UniqueConstraint("enrolment", "person", name="enrolment_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.enrolment_id}"


@reason.register
def _(thing: SupportModel, user: User, *, on: date) -> Reason | None:
    if not SupportModel.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return Reason("", thing.territory.name, "Открыто: модель вашей территории.")


@reason.register
def _(thing: Enrolment, user: User, *, on: date) -> Reason | None:
    if not Enrolment.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.school) or Reason(
        "", thing.school.short_name, "Открыто: вы участвуете."
    )
