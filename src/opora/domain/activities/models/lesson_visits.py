"""The sheet of a visited lesson."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.activities.models.activities import Activity
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.staff.models import Person

_READS_OF_SCHOOL = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD})


class LessonVisitQuerySet(models.QuerySet["LessonVisit"]):
    """Reads of lesson sheets."""

    def visible_to(self, user: User, *, on: date) -> LessonVisitQuerySet:
        """Sheets that concern the person.

        The teacher, the visitor, the head of the school and the municipality's methodists read
        a sheet; a colleague, the curator and the region do not.
        """
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        led = [one.organisation_id for one in scope.in_roles(_READS_OF_SCHOOL)]
        return self.filter(
            Q(teacher__user=user)
            | Q(entered_by=user)
            | Q(school__in=led)
            | Q(school__territory__in=scope.municipalities)
        )


class LessonVisit(models.Model):
    """How a lesson went by the sheet: each criterion 0, 1 or 2, or not seen.

    ``scores`` holds criterion code → score; what was not seen stands in no average.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="lesson_visits")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="visited_lessons")
    day = models.DateField()
    subject = models.CharField(max_length=80)
    class_name = models.CharField(max_length=12)
    lesson_topic = models.CharField(max_length=200, blank=True)
    sheet = models.CharField(max_length=16, help_text="Редакция листа, по которой смотрели.")
    scores = models.JSONField(default=dict)
    strengths = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = LessonVisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "teacher", "day", "class_name", "subject", "entered_by",
                condition=Q(withdrawn_reason=""), name="lesson_sheet_once_for_a_visitor",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["school", "-day"], name="lesson_visits_of_school")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.class_name} ({self.day:%d.%m.%Y})"

    @property
    def total(self) -> tuple[int, int]:
        """Points and the most that the criteria seen could give."""
        return sum(self.scores.values()), 2 * len(self.scores)


@reason.register
def _(thing: LessonVisit, user: User, *, on: date) -> Reason | None:
    if not LessonVisit.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return Reason(
        "", "", "Открыто: лист видят учитель, кто посетил урок, директор и методисты округа."
    )
