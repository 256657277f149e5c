"""A run of identification, frozen with everything it rests on, and its verdicts."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import Act, StoredFile
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


class RunQuerySet(models.QuerySet["Run"]):
    """Reads of runs."""

    def visible_to(self, user: User, *, on: date) -> RunQuerySet:
        """Leave runs of the person's territories; a school sees its verdict alone."""
        if user.is_superuser:
            return self
        scope = scope_of(user, on=on)
        return self.filter(
            Q(territory__in=scope.municipalities | scope.regions)
            | Q(territory__parent__in=scope.regions)
        )

    def approved(self) -> RunQuerySet:
        """Leave runs that lead to a list in force."""
        return self.filter(status=Run.Status.APPROVED)


class Run(models.Model):
    """Which schools a rule lists for a year, on which data, decided by whom.

    The rule, the numbers, the hash of the data, the codes of schools and the version of the
    code are frozen when the run is computed; ``digest`` is the SHA-256 of its canonical result.
    A run whose data are corrected is not changed: another replaces it, and both stay.
    """

    class Status(models.TextChoices):
        COMPUTING = "computing", "Считается"
        DRAFT = "draft", "Черновик"
        REPLIES = "replies", "Ответы школ"
        ON_APPROVAL = "on_approval", "На утверждении"
        APPROVED = "approved", "Утверждён"
        CANCELLED = "cancelled", "Отменён"

    UNFINISHED = (Status.DRAFT, Status.REPLIES, Status.ON_APPROVAL)

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="runs")
    year = models.PositiveSmallIntegerField(help_text="Год результатов, последний в окне.")
    number = models.PositiveSmallIntegerField(help_text="По порядку в территории и году.")
    rule_code = models.CharField(max_length=40)
    rule = models.JSONField(help_text="Правило целиком, с формулировкой и источниками.")
    parameters = models.JSONField(default=dict, help_text="Что в правиле изменил человек.")
    frozen = models.JSONField(
        default=dict, help_text="Коды школ и другие исходные, на которых посчитано."
    )
    data_hash = models.CharField(max_length=64)
    sources = models.JSONField(default=list, help_text="Файлы, из которых числа этих школ.")
    code_version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    summary = models.JSONField(default=dict, help_text="Итоги расчёта для страницы.")
    stability = models.JSONField(default=list, help_text="Список при других числах правила.")
    expected_wrong_official = models.FloatField(default=0)
    expected_wrong_established = models.FloatField(default=0)
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT)
    steps_done = models.PositiveSmallIntegerField(
        default=0, help_text="Сколько шагов сделано, пока расчёт считается."
    )
    replies_due = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="Когда открыт школам.")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by"
    )
    first = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later",
        help_text="Первый расчёт из тех, что сменяли друг друга.",
    )  # fmt: skip
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+",
        help_text="Утверждённый расчёт прошлых лет, с которым сравнивается.",
    )  # fmt: skip
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="runs")

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "year", "number", name="run_number_unique"),
            models.UniqueConstraint(
                "territory", "year", condition=Q(status="approved"), name="run_one_approved"
            ),
            models.CheckConstraint(
                name="run_approved_by_another_than_created",
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="run_approved_by_another_than_sent",
                condition=Q(approved_by=None) | ~Q(approved_by=F("sent_by")),
            ),
            models.CheckConstraint(
                name="run_approved_by_and_at_set_together",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="run_approved_names_who_sent_and_approved",
                condition=~Q(status="approved")
                | Q(approved_by__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="run_cancelled_names_who",
                condition=~Q(status="cancelled")
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="run_act_only_when_approved",
                condition=Q(act=None) | Q(approved_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "-year", "-number"], name="run_list"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id}: выявление {self.year}, расчёт № {self.number}"

    @property
    def is_open_to_schools(self) -> bool:
        """Whether schools have been shown it."""
        return self.opened_at is not None


class VerdictQuerySet(models.QuerySet["Verdict"]):
    """Reads of verdicts."""

    def visible_to(self, user: User, *, on: date) -> VerdictQuerySet:
        """Verdicts of the person's territories, and of the own schools once they are shown."""
        if user.is_superuser:
            return self
        scope = scope_of(user, on=on)
        return self.filter(
            Q(run__territory__in=scope.municipalities | scope.regions)
            | Q(run__territory__parent__in=scope.regions)
            | Q(school__territory__in=scope.municipalities, run__opened_at__isnull=False)
            | Q(school__in=scope.own, run__opened_at__isnull=False)
        )

    def listed(self) -> VerdictQuerySet:
        """Schools on the list: by the rule, or by a person where the rule cannot say."""
        return self.filter(Q(final_listed=True) | Q(final_listed=None, official="yes"))

    def undecided(self) -> VerdictQuerySet:
        """Schools of which a person must say whether they are on the list."""
        return self.filter(final_listed=None, official="insufficient")


class Verdict(models.Model):
    """What a run says of one school: by the rule to the letter, and how sure that is."""

    class Official(models.TextChoices):
        YES = "yes", "В списке"
        NO = "no", "Не в списке"
        INSUFFICIENT = "insufficient", "Данных мало"

    class Movement(models.TextChoices):
        ENTERED = "entered", "Вошла"
        LEFT = "left", "Вышла"
        STAYED = "stayed", "Осталась"
        NONE = "none", "Без изменений"

    run = models.ForeignKey(Run, models.CASCADE, related_name="verdicts")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="verdicts")
    official = models.CharField(max_length=16, choices=Official)
    verdict = models.CharField(max_length=16, help_text="Вывод по вероятности, код методики.")
    probability = models.FloatField(null=True)
    share = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    repeats = models.FloatField(
        null=True, help_text="Как часто список включал бы школу с другими её учениками."
    )
    clauses = models.JSONField(default=list)
    residual = models.FloatField(
        null=True, help_text="Отклонение от ожидаемого по условиям, в стандартных ошибках."
    )
    to_enter = models.PositiveIntegerField(null=True)
    to_leave = models.PositiveIntegerField(null=True)
    depends_on = models.JSONField(
        default=list, help_text="Процедуры, без любой из которых итог был бы иным."
    )
    signals = models.JSONField(default=list)
    movement = models.CharField(max_length=8, choices=Movement, default=Movement.NONE)
    final_listed = models.BooleanField(null=True)
    final_reason = models.TextField(blank=True)
    final_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    final_at = models.DateTimeField(null=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "school", name="verdict_once"),
            models.CheckConstraint(
                name="verdict_final_has_reason_and_author",
                condition=Q(final_listed=None, final_by=None, final_at=None)
                | (Q(final_listed__isnull=False, final_by__isnull=False)
                   & Q(final_at__isnull=False) & ~Q(final_reason="")),
            ),
            models.CheckConstraint(
                name="verdict_person_decides_what_the_rule_cannot",
                condition=Q(final_listed=None) | Q(official="insufficient"),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["school", "run"], name="verdict_school")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.school_id} {self.official}"

    @property
    def is_listed(self) -> bool:
        """Whether the school is on the list, by the rule or by a person."""
        if self.final_listed is not None:
            return self.final_listed
        return self.official == self.Official.YES


class Exclusion(models.Model):
    """A result, or all results of a school, that do not count: why, on what paper, by whom."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="exclusions")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    assessment = models.CharField(max_length=20, blank=True, help_text="Пусто — все.")
    year = models.PositiveSmallIntegerField(null=True, help_text="Пусто — все годы окна.")
    reason = models.CharField(max_length=8, help_text="Код причины из методики.")
    document = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exclusion_rests_on_a_document", condition=~Q(document="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.school_id} {self.assessment or 'все'} {self.reason}"


class Correction(models.Model):
    """A count that a run takes in place of the data's, on the strength of an accepted reply."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="corrections")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    assessment = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    below = models.PositiveIntegerField()
    participants = models.PositiveIntegerField()
    basis = models.TextField()
    reply = models.ForeignKey(
        "identification.Reply", models.PROTECT, null=True, related_name="corrections"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "run", "school", "assessment", "year", name="correction_once"
            ),
            models.CheckConstraint(
                name="correction_counts_agree", condition=Q(below__lte=F("participants"))
            ),
            models.CheckConstraint(name="correction_has_basis", condition=~Q(basis="")),
        ]

    def __str__(self) -> str:
        where = f"{self.run_id}: {self.school_id} {self.assessment} {self.year}"
        return f"{where} = {self.below}/{self.participants}"


class Scenario(models.Model):
    """What the list would be under other numbers or readings, kept with the reason for it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="scenarios")
    parameters = models.JSONField()
    result = models.JSONField()
    reason = models.TextField()
    attached = models.BooleanField(default=False, help_text="Приложен к решению.")
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+",
        help_text="Вариант расчёта, который этим заменён.",
    )  # fmt: skip
    is_of_old_data = models.BooleanField(
        default=False, help_text="На новых данных его не посчитать: итог прежний."
    )
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="scenario_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="scenario_of_old_data_was_carried",
                condition=Q(is_of_old_data=False) | Q(carried_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.reason[:80]}"
