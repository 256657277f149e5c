"""A practice: what helped, where, and by how much."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


class PracticeQuerySet(models.QuerySet["Practice"]):
    """Reads of practices."""

    def visible_to(self, user: User, *, on: date) -> PracticeQuerySet:
        """Practices that are published, or of organisations open to the person."""
        if user.is_superuser:
            return self.all()
        own = scope_of(user, on=on).organisations("owner__")
        return self.filter(own | Q(status=Practice.Status.PUBLISHED))

    def for_factor(self, code: str) -> PracticeQuerySet:
        """Practices that their authors name as fit for a risk factor."""
        return self.filter(factors_text__contains=f"|{code}|")


class Practice(models.Model):
    """A card: draft → expertise → accepted → published; at any time in the regional atlas.

    ``before`` and ``after`` count people: ``*_good`` of ``*_all``, where good is what
    ``measured`` names. Without both there is no effect to show, and the card says so.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Черновик"
        EXPERTISE = "expertise", "На экспертизе"
        ACCEPTED = "accepted", "Принята"
        PUBLISHED = "published", "Опубликована"
        WITHDRAWN = "withdrawn", "Отозвана"

    class Level(models.TextChoices):
        NONE = "", "не в атласе"
        BASIC = "basic", "базовый"
        MIDDLE = "middle", "продвинутый"
        HIGH = "high", "высший"

    EDITED = (Status.DRAFT,)
    TAKEN = (Status.ACCEPTED, Status.PUBLISHED)

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="practices")
    title = models.CharField("название", max_length=300)
    problem = models.TextField("какую проблему решает")
    target_group = models.CharField("для кого", max_length=300)
    essence = models.TextField("в чём суть")
    resources = models.TextField("что нужно", blank=True)
    conditions = models.TextField("при каких условиях работает", blank=True)
    materials = models.TextField("материалы", blank=True)
    contact = models.CharField("к кому обратиться", max_length=300, blank=True)
    factors = models.JSONField(default=list)
    factors_text = models.CharField(max_length=400, blank=True)
    cluster = models.PositiveSmallIntegerField("кластер условий", null=True)
    measured = models.CharField("что измерено", max_length=300, blank=True)
    before_good = models.PositiveIntegerField(null=True)
    before_all = models.PositiveIntegerField(null=True)
    after_good = models.PositiveIntegerField(null=True)
    after_all = models.PositiveIntegerField(null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    verdict = models.TextField("заключение экспертизы", blank=True)
    accepted_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    atlas_number = models.CharField("номер в атласе", max_length=40, blank=True)
    atlas_level = models.CharField(max_length=12, choices=Level, blank=True)
    atlas_on = models.DateField("внесена в атлас", null=True)
    reason = models.CharField("почему отозвана", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = PracticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="practice_counts",
                condition=Q(before_good=None, before_all=None, after_good=None, after_all=None)
                | Q(before_good__lte=F("before_all"), after_good__lte=F("after_all")),
            ),
            models.CheckConstraint(
                name="practice_accepted_has_its_day",
                condition=~Q(status__in=["accepted", "published"])
                | Q(accepted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="practice_in_atlas_has_its_day",
                condition=Q(atlas_number="", atlas_on=None)
                | ~Q(atlas_number="") & Q(atlas_on__isnull=False),
            ),
            models.UniqueConstraint(
                "owner", "title", condition=~Q(status="withdrawn"), name="practice_once"
            ),
        ]
        indexes = [models.Index(fields=["status", "-published_on"], name="practice_list")]

    def __str__(self) -> str:
        return self.title


@reason.register
def _(thing: Practice, user: User, *, on: date) -> Reason | None:
    given = scope_of(user, on=on).reason_for(thing.owner)
    if given or thing.status != Practice.Status.PUBLISHED:
        return given
    return Reason("", thing.owner.short_name, "Открыто: практика опубликована для всех.")
