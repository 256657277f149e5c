"""A document of development and the steps it went."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.acts.models import Act, StoredFile
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.methodology.development_templates import TemplateSection, load_development_templates
from opora.methodology.risk_factors import load_risk_factors


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents."""

    def visible_to(self, user: User, *, on: date) -> DocumentQuerySet:
        """Documents of schools whose affairs the person sees."""
        return self.filter(scope_of(user, on=on).organisations("school__"))

    def standing(self) -> DocumentQuerySet:
        """Documents that are not withdrawn."""
        return self.exclude(status=Document.Status.WITHDRAWN)

    def written(self) -> DocumentQuerySet:
        """Documents that left the school: those an expertise may read."""
        return self.filter(status__in=Document.WRITTEN)


class Document(models.Model):
    """A concept, a programme, or a programme against one risk, of a school.

    absent → with the curator → agreed → checked by the municipality → confirmed; from each
    check it may come back to be mended. ``year`` is the one in which the school year begins.
    """

    class Type(models.TextChoices):
        CONCEPT = "concept", "Концепция развития"
        PROGRAMME = "programme", "Среднесрочная программа развития"
        ANTIRISK = "antirisk", "Антирисковая программа"

    class Status(models.TextChoices):
        ABSENT = "absent", "Не загружен"
        WITH_CURATOR = "with_curator", "На проверке куратора"
        RETURNED = "returned", "На доработке"
        AGREED = "agreed", "Согласован"
        CHECKED = "checked", "Проверен муниципальным координатором"
        CONFIRMED = "confirmed", "Подтверждён"
        WITHDRAWN = "withdrawn", "Запись отозвана"

    EDITED = (Status.ABSENT, Status.RETURNED)
    WRITTEN = (Status.AGREED, Status.CHECKED, Status.CONFIRMED)

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="development")
    type = models.CharField(max_length=12, choices=Type)
    factor = models.CharField(max_length=40, blank=True, help_text="Код фактора риска.")
    year = models.PositiveSmallIntegerField()
    sections = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.ABSENT)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+")
    act_number = models.CharField("номер приказа", max_length=60, blank=True)
    act_day = models.DateField("день приказа", null=True)
    signatory = models.CharField("кто подписал", max_length=120, blank=True)
    address = models.URLField("где опубликован", max_length=1000, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "year", "type", "factor",
                condition=~Q(status="withdrawn"), name="development_document_once",
            ),
            models.CheckConstraint(
                name="development_document_factor",
                condition=(Q(type="antirisk") & ~Q(factor=""))
                | (~Q(type="antirisk") & Q(factor="")),
            ),
            models.CheckConstraint(
                name="development_document_confirmed_by_an_act",
                condition=~Q(status="confirmed") | Q(act_day__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["year", "school"], name="development_table"),
            models.Index(fields=["school", "-year"], name="development_school"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.school}"

    @property
    def title(self) -> str:
        """What it is, with the risk it is against."""
        named = str(self.Type(self.type).label)
        return f"{named}: {factor_title(self.factor)}" if self.factor else named

    @property
    def year_label(self) -> str:
        """«2025/26»."""
        return SchoolYear(self.year).label

    @property
    def missing(self) -> list[TemplateSection]:
        """Parts of the template that nobody filled; none where the document is a file."""
        if self.file_id:
            return []
        return [one for one in self.template if not self.sections.get(one.code, "").strip()]

    @property
    def template(self) -> tuple[TemplateSection, ...]:
        """The parts it has by its type."""
        return load_development_templates().of(self.type).sections


def factor_title(code: str) -> str:
    """Return the name of a risk factor, or the words a school gave to its own."""
    return next((one.title for one in load_risk_factors().factors if one.code == code), code)


class Step(models.Model):
    """One step of a document: from what to what, by whom, with which words."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="steps")
    status = models.CharField(max_length=16, choices=Document.Status)
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.document_id} {self.status}"


@reason.register
def _(thing: Document, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.school)
