"""What a school says of its verdict, and what it is answered. Both stay on record."""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import StoredFile
from opora.domain.identification.models.runs import Verdict
from opora.domain.organisations.access import scope_of
from opora.domain.people.models import User


class RepliesAreAppendOnly(Exception):
    """Somebody tried to change or delete what a school said or was answered."""

    def __init__(self) -> None:
        super().__init__("Ответы не меняются и не удаляются: новый ответ добавляется рядом.")


class SaidOnce(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; one written before is refused."""
        if not self._state.adding:
            raise RepliesAreAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse."""
        raise RepliesAreAppendOnly


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Reads of replies; it refuses to change or delete."""

    def visible_to(self, user: User, *, on: date) -> ReplyQuerySet:
        """Return replies of schools whose affairs are open to the person."""
        return self.filter(scope_of(user, on=on).organisations("verdict__school__"))

    def of_series(self, first_run: int) -> ReplyQuerySet:
        """Return replies to a run and to those that replaced it."""
        return self.filter(Q(verdict__run=first_run) | Q(verdict__run__first=first_run))

    def waiting(self) -> ReplyQuerySet:
        """Contested numbers that nobody has answered."""
        return self.filter(kind=Reply.Kind.CONTEST, answer=None)

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse."""
        raise RepliesAreAppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise RepliesAreAppendOnly


class Reply(SaidOnce):
    """A school confirms its numbers, or contests one of them with evidence."""

    class Kind(models.TextChoices):
        AGREE = "agree", "Согласна"
        CONTEST = "contest", "Возражает"

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=8, choices=Kind)
    assessment = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    claimed_below = models.PositiveIntegerField(null=True)
    claimed_participants = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reply_contest_names_a_number_and_why",
                condition=~Q(kind="contest")
                | (
                    ~Q(assessment="")
                    & ~Q(text="")
                    & Q(
                        year__isnull=False,
                        claimed_below__isnull=False,
                        claimed_participants__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="reply_claimed_counts_agree",
                condition=Q(claimed_below=None)
                | Q(claimed_below__lte=F("claimed_participants")),
            ),
        ]
        indexes = [models.Index(fields=["verdict", "-at"], name="reply_verdict")]

    def __str__(self) -> str:
        return f"{self.verdict_id} {self.kind} {self.assessment} {self.year or ''}".strip()

    @property
    def claimed(self) -> tuple[int, int, int]:
        """Year, below and participants of a contested number.

        Raises
        ------
        ValueError
            If the school agreed and contests nothing.
        """
        year, below, participants = self.year, self.claimed_below, self.claimed_participants
        if year is None or below is None or participants is None:
            raise ValueError("a reply that agrees claims nothing")
        return year, below, participants


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Reads of answers; it refuses to change or delete."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse."""
        raise RepliesAreAppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise RepliesAreAppendOnly


class Answer(SaidOnce):
    """What the coordinator says to a contested number: once, with words."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Принято"
        REJECTED = "rejected", "Отклонено"

    class Remedy(models.TextChoices):
        FILE = "file", "Исправленным файлом"
        RUN = "run", "Поправкой в расчёте"
        NONE = "none", "Не требуется"

    reply = models.OneToOneField(Reply, models.PROTECT, related_name="answer")
    decision = models.CharField(max_length=8, choices=Decision)
    remedy = models.CharField(max_length=4, choices=Remedy, default=Remedy.NONE)
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="answer_has_words", condition=~Q(text="")),
            models.CheckConstraint(
                name="answer_remedy_goes_with_acceptance",
                condition=Q(decision="accepted") & ~Q(remedy="none")
                | Q(decision="rejected", remedy="none"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.decision}"
