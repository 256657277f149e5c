"""Acts and the files behind them; drafts read by machine and corrected by people."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


def content_path(stored: StoredFile, _name: str) -> str:
    """Place of a file by its hash, so that a name given by a person never becomes a path."""
    return f"files/{stored.sha256[:2]}/{stored.sha256}"


class StoredFile(models.Model):
    """Bytes kept once, however often they are attached; names stand where they are attached."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    content = models.FileField(upload_to=content_path, max_length=120)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.media_type}"


class ActQuerySet(models.QuerySet["Act"]):
    """Reads of the registry of acts."""

    def visible_to(self, user: User, *, on: date) -> ActQuerySet:
        """Acts issued by, or registered for, organisations open to the person."""
        return self.filter(scope_of(user, on=on).organisations("issuer__"))


class Act(models.Model):
    """A document in force: its number, date, issuer, signatory, file."""

    class Kind(models.TextChoices):
        ORDER = "order", "Приказ"
        DIRECTIVE = "directive", "Распоряжение"
        RESOLUTION = "resolution", "Постановление"
        PLAN = "plan", "План"
        MINUTES = "minutes", "Протокол"
        LETTER = "letter", "Письмо"
        OTHER = "other", "Другой документ"

    class Status(models.TextChoices):
        IN_FORCE = "in_force", "Действует"
        CANCELLED = "cancelled", "Утратил силу"

    kind = models.CharField(max_length=16, choices=Kind)
    number = models.CharField("номер, как напечатан", max_length=60, blank=True)
    number_norm = models.CharField(max_length=60, blank=True)
    date = models.DateField(null=True)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="acts")
    issuer_printed = models.CharField(max_length=400, blank=True)
    title = models.TextField()
    place = models.CharField(max_length=120, blank=True)
    signatory_post = models.CharField(max_length=200, blank=True)
    signatory_name = models.CharField(max_length=120, blank=True)
    controller = models.CharField("кто контролирует", max_length=300, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.IN_FORCE)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="acts")
    file_name = models.CharField(max_length=255, blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField()

    objects = ActQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "issuer", "kind", "number_norm", "date",
                condition=~Q(number_norm=""), name="act_number_unique",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["issuer", "-date"], name="act_list")]

    def __str__(self) -> str:
        number = f" № {self.number}" if self.number else ""
        day = f" от {self.date:%d.%m.%Y}" if self.date else ""
        return f"{self.get_kind_display()}{day}{number}"


class ActLink(models.Model):
    """How one act stands to another; the other may be outside the registry, printed only."""

    class Kind(models.TextChoices):
        BASIS = "basis", "основание"
        AMENDS = "amends", "вносит изменения"
        CANCELS = "cancels", "отменяет"
        APPROVES = "approves", "утверждает"

    act = models.ForeignKey(Act, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=16, choices=Kind)
    other = models.ForeignKey(Act, models.PROTECT, null=True, related_name="links_back")
    printed = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="act_link_names_an_act",
                condition=Q(other__isnull=False) | ~Q(printed=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.kind} {self.other_id or self.printed[:60]}"


class ActPoint(models.Model):
    """A point of an order with its addressee and its own deadline, as printed and as read."""

    act = models.ForeignKey(Act, models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=16)
    text = models.TextField()
    responsible = models.JSONField(default=list)
    schedule = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint("act", "order", name="act_point_order")]

    def __str__(self) -> str:
        return f"{self.act_id} п. {self.number}"


class DraftQuerySet(models.QuerySet["Draft"]):
    """Reads of drafts."""

    def visible_to(self, user: User, *, on: date) -> DraftQuerySet:
        """Drafts brought for organisations that the person plans for; their own in any case."""
        scope = scope_of(user, on=on)
        return self.filter(scope.organisations("organisation__") | Q(uploaded_by=user))

    def waiting(self) -> DraftQuerySet:
        """Drafts not read or not decided yet."""
        return self.exclude(status__in=[Draft.Status.CONFIRMED, Draft.Status.DISCARDED])


class Draft(models.Model):
    """A file as read by machine, with the corrections of people, until it is confirmed.

    ``reading`` is what the machine read and is never changed; ``current`` carries the
    corrections. ``version`` counts changes: an edit made on an older version is a conflict,
    shown, never lost.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "В очереди"
        READING = "reading", "Читается"
        READY = "ready", "Ждёт проверки"
        REFUSED = "refused", "Не прочитан"
        CONFIRMED = "confirmed", "Подтверждён"
        DISCARDED = "discarded", "Отложен"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="drafts")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="drafts")
    file_name = models.CharField(max_length=255)
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    refusal = models.TextField(blank=True)
    reading = models.JSONField(null=True)
    current = models.JSONField(null=True)
    checked = models.JSONField(
        default=dict, help_text="Что человек проверил: путь → кто и когда."
    )
    decisions = models.JSONField(default=dict, help_text="Ответы на замечания: ключ → решение.")
    version = models.PositiveIntegerField(default=0)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="drafts")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="drafts")
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "status", "-uploaded_at"], name="draft_list")
        ]
        constraints = [
            models.CheckConstraint(
                name="draft_ready_has_reading",
                condition=~Q(status__in=["ready", "confirmed"])
                | Q(reading__isnull=False, current__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_confirmed_has_act",
                condition=~Q(status="confirmed") | Q(act__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_status_display()})"


class DraftEdit(models.Model):
    """One correction of a draft: which value, from what to what, by whom. Append-only."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="edits")
    path = models.CharField(
        max_length=160, help_text="Например «roadmap.items.3.deadline_text»."
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied = models.BooleanField(
        default=True, help_text="Нет, если правка столкнулась с другой."
    )

    class Meta:
        indexes = [models.Index(fields=["draft", "path", "-at"], name="draft_edit_path")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.path}"


@reason.register
def _(thing: Act, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.issuer)


@reason.register
def _(thing: Draft, user: User, *, on: date) -> Reason | None:
    if thing.uploaded_by_id == user.pk:
        return Reason("", thing.organisation.short_name, "Открыто: этот файл принесли вы.")
    return scope_of(user, on=on).reason_for(thing.organisation)
