"""An expertise: a sample of documents, each read by two who do not see each other's marks."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.development.models.documents import Document
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User


class ExpertiseQuerySet(models.QuerySet["Expertise"]):
    """Reads of expertises."""

    def visible_to(self, user: User, *, on: date) -> ExpertiseQuerySet:
        """Expertises of the person's offices; of their schools once they are approved."""
        scope = scope_of(user, on=on)
        if user.is_superuser:
            return self.all()
        near = Q(owner__territory__in=scope.municipalities | scope.regions)
        above = Q(owner__territory__parent__in=scope.regions)
        ours = Sampled.objects.filter(document__school__in=scope.own).values("expertise")
        approved = Q(status=Expertise.Status.APPROVED, pk__in=ours)
        return self.filter(near | above | approved)


class Expertise(models.Model):
    """A sample drawn by a seed from the documents of a school year, and what was concluded.

    ``frame`` holds what the sample was drawn from, as pairs of document and stratum: with the
    seed it gives the same sample again. ``year`` is the one in which the school year begins.
    """

    class Strata(models.TextChoices):
        NONE = "none", "без слоёв"
        TYPE = "type", "по виду документа"
        SCHOOL = "school", "по школам"

    class Status(models.TextChoices):
        READING = "reading", "Читается"
        APPROVED = "approved", "Заключение утверждено"
        WITHDRAWN = "withdrawn", "Отозвана"

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="expertises")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    rubric = models.CharField("редакция критериев", max_length=12)
    seed = models.PositiveBigIntegerField("зерно")
    size = models.PositiveSmallIntegerField("сколько документов")
    strata = models.CharField(max_length=8, choices=Strata, default=Strata.TYPE)
    frame = models.JSONField(default=list)
    due = models.DateField("прочитать до", null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.READING)
    conclusion = models.TextField("выводы", blank=True)
    reason = models.CharField("почему отозвана", max_length=300, blank=True)
    approved_on = models.DateField(null=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ExpertiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="expertise_approved_with_a_conclusion",
                condition=~Q(status="approved")
                | Q(approved_on__isnull=False) & ~Q(conclusion=""),
            ),
            models.CheckConstraint(name="expertise_reads_something", condition=Q(size__gte=1)),
        ]
        indexes = [models.Index(fields=["owner", "-year"], name="expertise_list")]

    def __str__(self) -> str:
        return self.title

    @property
    def year_label(self) -> str:
        """«2025/26»."""
        return SchoolYear(self.year).label


class Sampled(models.Model):
    """A document of the sample; ``settled`` holds marks that a discussion came to."""

    expertise = models.ForeignKey(Expertise, models.CASCADE, related_name="sample")
    document = models.ForeignKey(Document, models.PROTECT, related_name="sampled")
    stratum = models.CharField(max_length=120, blank=True)
    settled = models.JSONField(default=dict)
    settled_words = models.TextField("к чему пришли", blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("expertise", "document", name="sampled_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.expertise_id} {self.document_id}"


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Reads of sheets."""

    def in_hand(self) -> SheetQuerySet:
        """Sheets that wait for their reader."""
        return self.filter(submitted_at=None, sampled__expertise__status="reading")


class Sheet(models.Model):
    """The marks of one reader. Place 3 is the reader who is asked where two differ."""

    THIRD = 3

    sampled = models.ForeignKey(Sampled, models.CASCADE, related_name="sheets")
    reader = models.ForeignKey(User, models.PROTECT, related_name="expert_sheets")
    place = models.PositiveSmallIntegerField()
    scores = models.JSONField(default=dict)
    remarks = models.TextField("замечания", blank=True)
    submitted_at = models.DateTimeField(null=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("sampled", "reader", name="sheet_of_a_reader_once"),
            models.UniqueConstraint("sampled", "place", name="sheet_place_once"),
            models.CheckConstraint(name="sheet_place", condition=Q(place__range=(1, 3))),
        ]
        indexes = [models.Index(fields=["reader", "submitted_at"], name="sheet_reader")]

    def __str__(self) -> str:
        return f"{self.sampled_id} {self.place}"


@reason.register
def _(thing: Expertise, user: User, *, on: date) -> Reason | None:
    if not Expertise.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.owner) or Reason(
        "", thing.owner.short_name, "Открыто: экспертиза касается вашей школы и утверждена."
    )
