"""Professional diagnosis of teachers: seen by the teacher, the head and the methodist only."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.methodology.competences import load_competences

HEADS = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})
METHODISTS = frozenset({Role.METHODIST})


def theirs(user: User, *, on: date, prefix: str = "") -> Q:
    """Condition on what of a teacher (with ``person`` and ``organisation``) a person reads.

    The teacher, the head and deputies of the school, methodists of its municipality; no
    coordinator, curator, region or administrator of the system.
    """
    scope = scope_of(user, on=on)
    schools = {one.organisation_id for one in scope.in_roles(HEADS)}
    places = {one.organisation.territory_id for one in scope.in_roles(METHODISTS)}
    return (
        Q(**{f"{prefix}person__user": user.pk})
        | Q(**{f"{prefix}organisation__in": schools})
        | Q(**{f"{prefix}organisation__territory__in": places})
    )


class DiagnosisQuerySet(models.QuerySet["Diagnosis"]):
    """Reads of diagnoses."""

    def visible_to(self, user: User, *, on: date) -> DiagnosisQuerySet:
        """Diagnoses that the person may read by name (see ``theirs``)."""
        return self.filter(theirs(user, on=on))

    def standing(self) -> DiagnosisQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


class Diagnosis(models.Model):
    """One diagnosis of a teacher: by what, when; its results stand in ``deficits``."""

    class Source(models.TextChoices):
        TEST = "test", "тест или методические задачи"
        LESSON = "lesson", "анализ урока"
        SELF = "self", "самооценка"

    person = models.ForeignKey(Person, models.PROTECT, related_name="diagnoses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="diagnoses")
    source = models.CharField("откуда", max_length=8, choices=Source)
    instrument = models.CharField("чем диагностировали", max_length=200)
    day = models.DateField("день")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Почему отозвана.")

    objects = DiagnosisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "organisation", "source", "instrument", "day",
                condition=Q(withdrawn_at=None), name="diagnosis_once",
            ),
            models.CheckConstraint(
                name="diagnosis_withdrawn_says_why",
                condition=Q(withdrawn_at=None) | ~Q(reason=""),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organisation", "-day"], name="diagnosis_list")]

    def __str__(self) -> str:
        return f"Диагностика {self.day:%d.%m.%Y} ({self.get_source_display()})"


class DeficitQuerySet(models.QuerySet["Deficit"]):
    """Reads of results of diagnoses."""

    def visible_to(self, user: User, *, on: date) -> DeficitQuerySet:
        """Results that the person may read by name."""
        return self.filter(theirs(user, on=on, prefix="diagnosis__"))

    def standing(self) -> DeficitQuerySet:
        """Those of diagnoses not withdrawn."""
        return self.filter(diagnosis__withdrawn_at=None)

    def needing_help(self) -> DeficitQuerySet:
        """Results of a level that is a deficit."""
        levels = load_competences().levels.levels
        return self.filter(level__in=[one.code for one in levels if one.is_deficit])


class Deficit(models.Model):
    """The result of a diagnosis in one competence; ``percent`` of the greatest possible."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="deficits")
    competence = models.CharField(max_length=12)
    percent = models.DecimalField(max_digits=4, decimal_places=1)
    level = models.CharField(max_length=12)

    objects = DeficitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("diagnosis", "competence", name="competence_once"),
            models.CheckConstraint(
                name="deficit_percent", condition=Q(percent__gte=0, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence} {self.percent}"

    @property
    def title(self) -> str:
        """The competence in words."""
        return load_competences().titles().get(self.competence, self.competence)

    @property
    def level_title(self) -> str:
        """The level in words."""
        levels = load_competences().levels.levels
        return next((one.title for one in levels if one.code == self.level), self.level)

    @property
    def needs_help(self) -> bool:
        """Whether the level is a deficit."""
        levels = load_competences().levels.levels
        return any(one.code == self.level and one.is_deficit for one in levels)


@reason.register
def _(thing: Diagnosis, user: User, *, on: date) -> Reason | None:
    if not Diagnosis.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    if thing.person.user_id == user.pk:
        return Reason(
            "", "", "Открыто: это ваша диагностика. Её видят ещё директор и методист."
        )
    return Reason(
        "", thing.organisation.short_name,
        "Открыто вам как руководителю школы или методисту; кроме вас — самому учителю.",
    )  # fmt: skip
