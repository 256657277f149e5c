"""What was published, where, and the copy kept in case it goes."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.acts.models import StoredFile
from opora.domain.advice.models.practices import Practice
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Reads of publications."""

    def visible_to(self, user: User, *, on: date) -> PublicationQuerySet:
        """Publications of organisations open to the person."""
        return self.filter(scope_of(user, on=on).organisations("owner__"))

    def standing(self) -> PublicationQuerySet:
        """Publications that are not withdrawn."""
        return self.filter(withdrawn_at=None)

    def unopened(self) -> PublicationQuerySet:
        """Publications whose page nobody has opened yet."""
        return self.standing().filter(checked_at=None).exclude(address="")


class Publication(models.Model):
    """A page, a piece in the media, or a post; ``copy`` is what the page was when opened."""

    class Kind(models.TextChoices):
        PAGE = "page", "Страница сайта"
        MEDIA = "media", "Публикация в СМИ"
        SOCIAL = "social_network", "Публикация в сообществе"

    class State(models.TextChoices):
        NEW = "", "Ещё не открывали"
        REACHED = "reached", "Открывается"
        LOST = "lost", "Не открылась"
        REFUSED = "refused", "Не проверяется"

    kind = models.CharField(max_length=16, choices=Kind)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="publications")
    title = models.CharField("название", max_length=300)
    about = models.TextField("о чём", blank=True)
    address = models.CharField("адрес", max_length=1000, blank=True)
    day = models.DateField("опубликовано")
    practice = models.ForeignKey(
        Practice, models.PROTECT, null=True, related_name="publications"
    )
    topic = models.CharField("риск", max_length=40, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, blank=True)
    answer = models.CharField("что ответил сайт", max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField("почему отозвана", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="publication_can_be_seen",
                condition=~Q(address="") | Q(file__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_withdrawn_says_why",
                condition=Q(withdrawn_at=None) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                "owner", "address", condition=Q(withdrawn_at=None) & ~Q(address=""),
                name="publication_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["owner", "-day"], name="publication_list"),
            models.Index(fields=["checked_at"], name="publication_unopened"),
        ]

    def __str__(self) -> str:
        return self.title


@reason.register
def _(thing: Publication, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.owner)
