"""Files that were brought: what was read, what is wrong with it, what became of it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


class ImportQuerySet(models.QuerySet["Import"]):
    """Reads of imports."""

    def visible_to(self, user: User, *, on: date) -> ImportQuerySet:
        """Select those of territories the person works for; their own in any case."""
        scope = scope_of(user, on=on)
        if user.is_superuser:
            return self.all()
        return self.filter(
            Q(territory__in=scope.municipalities | scope.regions)
            | Q(territory__parent__in=scope.regions)
            | Q(uploaded_by=user)
        )

    def in_store(self) -> ImportQuerySet:
        """Select those that the marks store holds and that were not withdrawn."""
        return self.filter(status__in=[Import.Status.ADDED, Import.Status.SUPERSEDED])

    def waiting(self) -> ImportQuerySet:
        """Select those on which a person or a job has something to do."""
        return self.filter(status__in=Import.OPEN)


class Import(models.Model):
    """One file of results on its way into the marks store of its region.

    ``sha256`` is that of the file as it was brought; ``file`` is what is kept of it, without
    names and documents of pupils; ``source`` names its rows in the store.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "В очереди"
        READING = "reading", "Читается"
        READY = "ready", "Проверен, ждёт подтверждения"
        ADDING = "adding", "Добавляется"
        ADDED = "added", "Добавлен"
        REFUSED = "refused", "Не принят"
        WITHDRAWN = "withdrawn", "Отозван"
        SUPERSEDED = "superseded", "Заменён более поздним"

    OPEN = (Status.QUEUED, Status.READING, Status.READY, Status.ADDING)
    BEING_READ = (Status.QUEUED, Status.READING)
    LIVE = (Status.ADDING, Status.ADDED, Status.SUPERSEDED)

    root = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="imports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="imports")
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="imports")
    file_name = models.CharField(max_length=255)
    source = models.CharField(max_length=64, blank=True)
    layout = models.CharField(max_length=32, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    refusal = models.TextField(blank=True)
    procedures = models.JSONField(
        default=list, help_text="Что в файле: code, year, first_day, last_day, participants."
    )
    rows_read = models.PositiveIntegerField(default=0)
    rows_kept = models.PositiveIntegerField(default=0)
    rows_quarantined = models.PositiveIntegerField(default=0)
    findings_total = models.PositiveIntegerField(
        default=0, help_text="Сколько замечаний; хранятся первые из них."
    )
    stage = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    data_hash_after = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="imports")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["territory", "-uploaded_at"], name="import_list"),
            models.Index(fields=["root", "status"], name="import_root"),
        ]
        constraints = [
            models.UniqueConstraint(
                "root",
                "source",
                condition=Q(status__in=["adding", "added", "superseded"]),
                name="import_source_live_once",
            ),
            models.CheckConstraint(
                name="import_read_has_file",
                condition=~Q(status__in=["ready", "adding", "added", "superseded"])
                | Q(file__isnull=False) & ~Q(source=""),
            ),
            models.CheckConstraint(
                name="import_refused_says_why", condition=~Q(status="refused") | ~Q(refusal="")
            ),
            models.CheckConstraint(
                name="import_added_was_confirmed",
                condition=~Q(status__in=["adding", "added", "superseded"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="import_done_within_total", condition=Q(done__lte=F("total"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_status_display()})"


class ImportSchool(models.Model):
    """A school as a file names it: the code, the name, how many took part."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="schools")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300, blank=True)
    participants = models.PositiveIntegerField(default=0)
    left_out = models.BooleanField(
        default=False, help_text="Школа другой территории: её строки не добавляются."
    )

    class Meta:
        constraints = [models.UniqueConstraint("imported", "code", name="import_school_once")]
        indexes = [models.Index(fields=["code"], name="import_school_code")]

    def __str__(self) -> str:
        return f"{self.imported_id} {self.code}"


class ImportFinding(models.Model):
    """A remark on a file, as the reader made it; ``values`` hold nothing that names a person.

    ``values`` are the cells of the row: a list of ``{"column", "heading", "value"}``.
    """

    class Level(models.TextChoices):
        ERROR = "error", "Строка отложена"
        WARNING = "warning", "Проверьте"
        NOTE = "note", "К сведению"

    imported = models.ForeignKey(Import, models.CASCADE, related_name="findings")
    order = models.PositiveIntegerField()
    level = models.CharField(max_length=8, choices=Level)
    code = models.CharField(max_length=40)
    sheet = models.CharField(max_length=64, blank=True)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=4, blank=True)
    sentence = models.TextField()
    fix = models.TextField(blank=True)
    quarantined = models.BooleanField(default=False)
    values = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("imported", "order", name="import_finding_order")
        ]
        indexes = [
            models.Index(fields=["imported", "quarantined", "order"], name="finding_list")
        ]

    def __str__(self) -> str:
        return f"{self.imported_id} {self.sheet}:{self.row} {self.code}"


class ImportFix(models.Model):
    """A cell that a person corrected in the browser; the file itself stays as it is."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="fixes")
    sheet = models.CharField(max_length=64, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=4)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "imported", "sheet", "row", "column", name="import_fix_once"
            ),
            models.CheckConstraint(name="import_fix_row_from_1", condition=Q(row__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.imported_id} {self.sheet}!{self.column}{self.row}"
