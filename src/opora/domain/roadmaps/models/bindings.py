"""What a measure is bound to, what fulfilled an obligation, and what a check found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.roadmaps.models.plans import Edition, Measure, Obligation
from opora.domain.roadmaps.sentences import progress_of, sentence_of


class BindingQuerySet(models.QuerySet["Binding"]):
    """Reads of bindings."""

    def at_work(self) -> BindingQuerySet:
        """Leave confirmed bindings of editions in force: those that entries fulfil."""
        return self.filter(
            status=Binding.Status.CONFIRMED, measure__edition__status=Edition.Status.IN_FORCE
        )

    def undecided(self) -> BindingQuerySet:
        """Leave what the program proposed and no person looked at yet."""
        return self.filter(status=Binding.Status.PROPOSED)


class Binding(models.Model):
    """Which entries carry a measure out, and how many are enough.

    No ``types`` mean any entry of the register; of ``words`` (dictionary forms) one stands in
    the title of an entry that counts. The target is a number, or a share in percent of a
    denominator. A measure that leaves no trace in a register has status «none» with a reason.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Предложено"
        CONFIRMED = "confirmed", "Подтверждено"
        NONE = "none", "Исполняется отчётом"

    class Counts(models.TextChoices):
        ENTRIES = "entries", "записи"
        ORGANISATIONS = "organisations", "школы"
        PEOPLE = "people", "люди"
        HOURS = "hours", "часы"

    class Denominator(models.TextChoices):
        SCHOOLS = "schools", "школы, которых касается мероприятие"
        STAFF = "staff", "работники этих школ"
        RISK_GROUP = "risk_group", "обучающиеся группы риска"

    class Scope(models.TextChoices):
        EACH = "each", "у каждой организации своё"
        TOGETHER = "together", "общее на всех"

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="binding")
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    register = models.CharField(max_length=16, blank=True)
    types = models.JSONField(default=list)
    topic = models.CharField(max_length=40, blank=True)
    words = models.JSONField(default=list)
    hours_min = models.PositiveSmallIntegerField(null=True)
    counts = models.CharField(max_length=16, choices=Counts, default=Counts.ENTRIES)
    target = models.PositiveIntegerField(null=True, default=1)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    denominator = models.CharField(max_length=12, choices=Denominator, blank=True)
    posts = models.JSONField(default=list)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.TOGETHER)
    confidence = models.FloatField(default=0)
    why = models.CharField(max_length=400, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text="Почему исполняется отчётом, а не записями."
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = BindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="binding_decided_by_somebody",
                condition=Q(status="proposed")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="binding_number_or_share",
                condition=Q(status="none")
                | Q(target__gte=1, share=None, denominator="")
                | (Q(target=None, share__gt=0, share__lte=100) & ~Q(denominator="")),
            ),
            models.CheckConstraint(
                name="binding_none_says_why", condition=~Q(status="none") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="binding_names_register", condition=Q(status="none") | ~Q(register="")
            ),
        ]
        indexes = [models.Index(fields=["register", "status"], name="binding_register")]

    def __str__(self) -> str:
        return f"{self.measure_id} → {self.register}"

    @property
    def sentence(self) -> str:
        """When the measure counts as carried out, in Russian."""
        if self.status == self.Status.NONE:
            return f"Исполняется отчётом: {self.reason}"
        return sentence_of(self)


class Progress(models.Model):
    """How far the entries have brought an obligation: «4 из 6»; kept so that lists are quick.

    ``handed_in`` says that the entries handed the obligation in, and not a person: only such a
    report is taken back when an entry is withdrawn.
    """

    obligation = models.OneToOneField(Obligation, models.CASCADE, related_name="progress")
    done = models.PositiveIntegerField(default=0)
    needed = models.PositiveIntegerField(default=1)
    planned = models.PositiveIntegerField(default=0)
    reached = models.BooleanField(default=False)
    late = models.BooleanField(default=False, help_text="Достигнуто после контрольного дня.")
    handed_in = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.obligation_id}: {self.done} из {self.needed}"

    def words(self, binding: Binding) -> str:
        """«4 из 6 договоров», by what the binding counts."""
        return progress_of(binding.counts, self.done, self.needed, binding.register)


class Fulfilment(models.Model):
    """An entry that counts for an obligation."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="fulfilments")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="fulfilments")
    late = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("obligation", "entry", name="fulfilment_once"),
        ]
        indexes = [models.Index(fields=["entry"], name="fulfilment_entry")]

    def __str__(self) -> str:
        return f"{self.obligation_id} ← {self.entry_id}"


class EvidenceVerdict(models.Model):
    """What a check of one promise gave; a person may overrule it with a reason.

    ``claim`` names the promise within its obligation, so that a check done again finds what a
    person said of it.
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", "Подтверждено"
        PARTLY = "partly", "Частично"
        NOT_CONFIRMED = "not_confirmed", "Не подтверждено"
        UNKNOWN = "unknown", "Не проверить"

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="verdicts")
    claim = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    found = models.CharField(max_length=16, choices=Verdict)
    detail = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField()
    overruled = models.CharField(max_length=16, choices=Verdict, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    overruled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    overruled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("obligation", "claim", name="verdict_once_a_claim"),
            models.CheckConstraint(
                name="verdict_overruled_says_why_and_who",
                condition=Q(overruled="", overruled_by=None)
                | (Q(overruled_by__isnull=False, overruled_at__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.claim}: {self.standing}"

    @property
    def standing(self) -> str:
        """The verdict that holds: a person's, else the program's."""
        return self.overruled or self.found

    @property
    def standing_words(self) -> str:
        """The verdict that holds and of what promise, for the history."""
        return f"{self.Verdict(self.standing).label.lower()} ({self.title})"


class ReadMark(models.Model):
    """Up to which moment entries were followed by the job; one row."""

    name = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.until:%d.%m.%Y %H:%M}"
