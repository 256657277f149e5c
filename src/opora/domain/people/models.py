"""Users, the append-only audit trail, notices, feed tokens and tokens of programs."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class UserManager(BaseUserManager["User"]):
    """Create users by e-mail address, the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user; without a password the account waits for a reset by e-mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        """Create a user with every right in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person who signs in. What they may see follows from their memberships."""

    username = None  # type: ignore[assignment]  # people sign in by e-mail
    email = models.EmailField("адрес почты", unique=True)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    single_keys = models.BooleanField("одиночные клавиши", default=True)
    wants_digest = models.BooleanField("сводка по почте", default=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"{self.short_name} <{self.email}>"

    @property
    def short_name(self) -> str:
        """Surname with initials: «Лукина М. С.»."""
        initials = [f"{part[0]}." for part in (self.first_name, self.patronymic) if part]
        return " ".join([self.last_name, *initials]) if self.last_name else self.email

    @property
    def initials(self) -> str:
        """Two letters for the round mark beside the name."""
        return (self.last_name[:1] + self.first_name[:1]).upper() or self.email[:2].upper()


class TrailIsAppendOnly(Exception):
    """Somebody tried to change or delete what the audit trail holds."""

    def __init__(self) -> None:
        super().__init__("Записи журнала не меняются и не удаляются.")


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Reads of the audit trail; it refuses to change or delete."""

    def about(self, target: models.Model) -> AuditEventQuerySet:
        """Events of one object, newest first."""
        return self.filter(
            target_type=target._meta.label_lower,  # noqa: SLF001  # Django's documented API
            target_id=str(target.pk),
        ).order_by("-at", "-pk")

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse."""
        raise TrailIsAppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TrailIsAppendOnly


class AuditEvent(models.Model):
    """One change: who, when, what, before, after, why. Never changed, never deleted."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=64, help_text="Например «obligation.accept».")
    target_type = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    target_name = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["target_type", "target_id", "-at"], name="audit_target")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target_type}:{self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new event; one written before is refused."""
        if not self._state.adding:
            raise TrailIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse."""
        raise TrailIsAppendOnly


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def unread(self) -> NoticeQuerySet:
        """Notices not opened yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something a person is told: in the bell at once, by e-mail in the daily digest."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=32)
    text = models.CharField(max_length=500)
    address = models.CharField(max_length=300, blank=True, help_text="Путь внутри системы.")
    key = models.CharField(max_length=120, help_text="Одно событие сообщается один раз.")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "read_at", "-created_at"], name="notice_user")]
        constraints = [models.UniqueConstraint("user", "key", name="notice_told_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.text[:60]}"


class Digest(models.Model):
    """The one letter a person gets in a day at most."""

    user = models.ForeignKey(User, models.CASCADE, related_name="digests")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("user", "day", name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"


def new_token() -> str:
    """Return 43 characters that nobody guesses."""
    return secrets.token_urlsafe(32)


class FeedTokenQuerySet(models.QuerySet["FeedToken"]):
    """Reads of feed tokens."""

    def live(self) -> FeedTokenQuerySet:
        """Tokens not revoked."""
        return self.filter(revoked_at=None)


class FeedToken(models.Model):
    """A revocable address of a calendar feed: a person's own, a roadmap's or a school's."""

    user = models.ForeignKey(User, models.CASCADE, related_name="feed_tokens")
    scope = models.CharField(max_length=64, help_text="«me», «roadmap:7», «organisation:12».")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField()
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )

    objects = FeedTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user", "scope", condition=Q(revoked_at=None), name="feed_one_live_per_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.scope}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Reads of tokens of programs."""

    def live(self, *, at: datetime) -> ApiTokenQuerySet:
        """Tokens neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class ApiToken(models.Model):
    """A key with which a program reads for a person: part of what the person sees, for a time.

    The key itself is shown once and kept nowhere; ``digest`` is its SHA-256. It is random, so
    that a slow hash would protect nothing more.
    """

    class Scope(models.TextChoices):
        ORGANISATIONS = "organisations", "Организации"
        RESULTS = "results", "Процедуры и результаты сводно"
        IDENTIFICATION = "identification", "Списки, выводы и статусы школ"
        ROADMAPS = "roadmaps", "Дорожные карты и обязательства"

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=16, help_text="Первые знаки, чтобы узнать ключ.")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_token_expires_after_it_begins",
                condition=Q(expires_at__gt=F("created_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name} ({self.start}…)"

    @property
    def scope_words(self) -> list[str]:
        """What it opens, in words."""
        return [str(self.Scope(code).label) for code in self.scopes]
