"""Certificates: who learned what, for how many hours, by what paper."""

from __future__ import annotations

import re
from datetime import date

from django.db import models
from django.db.models import Case, F, Q, Value, When

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.domain.training.models.courses import Course, Kind, near_to, topics
from opora.domain.training.models.groups import Group
from opora.methodology.training import load_training

_SIGNS = re.compile(r"[^0-9a-zа-я]")
_NUMBER_SIGN = re.compile(r"^\s*(?:№|n\b|рег\.?\s*№?)", re.IGNORECASE)


def key_of(words: str) -> str:
    """Return words as they are compared: without case, signs, «ё».

    Examples
    --------
    >>> key_of("ПК-66 № 0123"), key_of("ГАУ ДПО «Институт развития»")
    ('пк660123', 'гаудпоинститутразвития')
    """
    return _SIGNS.sub("", _NUMBER_SIGN.sub("", words).casefold().replace("ё", "е"))


class CompletionQuerySet(models.QuerySet["Completion"]):
    """Reads of certificates."""

    def visible_to(self, user: User, *, on: date) -> CompletionQuerySet:
        """Certificates told of: by name (see ``named_to``), and to the region without."""
        scope = scope_of(user, on=on)
        return self.filter(
            near_to(user, on=on, prefix="")
            | Q(organisation__territory__in=scope.regions)
            | Q(organisation__territory__parent__in=scope.regions)
        )

    def named_to(self, user: User, *, on: date) -> CompletionQuerySet:
        """Certificates whose people the person reads by name."""
        return self.filter(near_to(user, on=on, prefix=""))

    def with_right_to_names(self, user: User, *, on: date) -> CompletionQuerySet:
        """Annotate ``is_named``: whether the person reads the name."""
        near = near_to(user, on=on, prefix="")
        told: Case | Value = Case(
            When(near, then=Value(value=True)), default=Value(value=False)
        )
        return self.annotate(is_named=told if near else Value(value=True))

    def standing(self) -> CompletionQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def counted(self, *, first: date, last: date, hours: int) -> CompletionQuerySet:
        """Certificates that make a person trained: of the days, of so many hours or more."""
        return self.standing().filter(issued__range=(first, last), hours__gte=hours)


class Completion(models.Model):
    """A certificate. ``hours`` [h]; the keys hold number, provider and title as compared."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="completions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="completions", help_text="Где работает."
    )
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="completions")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="completions")
    title = models.CharField("программа", max_length=300)
    provider = models.CharField("кто обучал", max_length=200)
    kind = models.CharField("вид", max_length=12, choices=Kind, default=Kind.COURSE)
    hours = models.PositiveSmallIntegerField("часов")
    topic = models.CharField("о чём", max_length=12, blank=True)
    number = models.CharField("номер", max_length=60, blank=True)
    since = models.DateField("начало обучения", null=True)
    until = models.DateField("окончание обучения", null=True)
    issued = models.DateField("выдано")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    number_key = models.CharField(max_length=60, blank=True)
    provider_key = models.CharField(max_length=200)
    title_key = models.CharField(max_length=300)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "number_key", "provider_key",
                condition=Q(withdrawn_at=None) & ~Q(number_key=""),
                name="certificate_given_once",
            ),
            models.UniqueConstraint(
                "person", "title_key", "issued",
                condition=Q(withdrawn_at=None), name="certificate_once_a_day",
            ),
            models.CheckConstraint(name="certificate_hours", condition=Q(hours__gte=1)),
            models.CheckConstraint(
                name="certificate_days",
                condition=(Q(since=None) | Q(until=None) | Q(until__gte=F("since")))
                & (Q(since=None) | Q(issued__gte=F("since"))),
            ),
            models.CheckConstraint(
                name="certificate_withdrawn_says_why",
                condition=Q(withdrawn_at=None) | ~Q(reason=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "-issued"], name="certificate_list"),
            models.Index(fields=["person", "issued"], name="certificate_person"),
        ]

    def __str__(self) -> str:
        """Name no person: the title of an entry is read by the region too."""
        return f"{self.title}, {self.hours} ч"

    def save(self, *args: object, **fields: object) -> None:
        """Keep what is compared beside what is printed."""
        self.number_key = key_of(self.number)
        self.provider_key = key_of(self.provider)
        self.title_key = key_of(self.title)
        super().save(*args, **fields)  # type: ignore[arg-type]  # handed on as they came

    @property
    def topic_title(self) -> str:
        """What was learned in words."""
        return topics().get(self.topic, self.topic)

    @property
    def is_short(self) -> bool:
        """Whether the hours are fewer than the kind of training asks for."""
        least = load_training().least
        return self.hours < (least.course if self.kind == Kind.COURSE else least.retraining)


@reason.register
def _(thing: Completion, user: User, *, on: date) -> Reason | None:
    if thing.person.user_id == user.pk:
        return Reason("", "", "Открыто: это ваше удостоверение.")
    if not Completion.objects.named_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.organisation)
