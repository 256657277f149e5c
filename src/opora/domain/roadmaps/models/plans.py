"""Roadmaps with their editions, measures, occurrences and obligations."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import Act, Draft
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    """Reads of roadmaps."""

    def visible_to(self, user: User, *, on: date) -> RoadmapQuerySet:
        """Roadmaps of organisations open to the person, and those that oblige them."""
        scope = scope_of(user, on=on)
        owed = Obligation.objects.filter(organisation__in=scope.own).values("roadmap")
        return self.filter(scope.organisations("owner__") | Q(pk__in=owed))


class Roadmap(models.Model):
    """A plan of an organisation for a period; what it says stands in its editions."""

    class Level(models.TextChoices):
        REGION = "region", "Региональная"
        MUNICIPALITY = "municipality", "Муниципальная"
        SCHOOL = "school", "Школьная"

    level = models.CharField(max_length=16, choices=Level)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="roadmaps")
    title = models.TextField()
    parent = models.ForeignKey(
        "Obligation", models.PROTECT, null=True, related_name="child_roadmaps",
        help_text="Обязательство верхнего уровня, которое эта карта исполняет.",
    )  # fmt: skip
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "level"], name="roadmap_owner")]

    def __str__(self) -> str:
        return f"{self.title[:120]} ({self.owner_id})"


class EditionQuerySet(models.QuerySet["Edition"]):
    """Reads of editions."""

    def in_force(self) -> EditionQuerySet:
        """Editions by which people work today."""
        return self.filter(status=Edition.Status.IN_FORCE)


class Edition(models.Model):
    """What a roadmap says from an act on; in force it is amended by the next, never edited."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Черновик"
        ON_APPROVAL = "on_approval", "На утверждении"
        ENTERING = "entering", "Вступает в силу"
        IN_FORCE = "in_force", "Действует"
        SUPERSEDED = "superseded", "Заменена"
        CLOSED = "closed", "Закрыта"

    UNFINISHED = (Status.DRAFT, Status.ON_APPROVAL)

    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.TextField()
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT)
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="editions")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="editions")
    start = models.DateField()
    end = models.DateField()
    columns = models.JSONField(
        default=list, help_text="Столбцы документа по порядку: заголовок и роль."
    )
    in_force_since = models.DateField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    waive_past = models.BooleanField(
        default=False, help_text="Сроки, прошедшие до утверждения, снимаются с причиной."
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("roadmap", "number", name="edition_number_unique"),
            models.UniqueConstraint(
                "roadmap", condition=Q(status="in_force"), name="edition_one_in_force"
            ),
            models.CheckConstraint(name="edition_period", condition=Q(end__gte=F("start"))),
            models.CheckConstraint(
                name="edition_approved_by_and_at_together",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id}, редакция {self.number}"


class Section(models.Model):
    """A section row of the table."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=16, blank=True)
    prefix = models.CharField(max_length=40, blank=True)
    title = models.TextField()
    direction = models.TextField(blank=True)
    schools = models.ManyToManyField(Organisation, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("edition", "order", name="section_order_unique")]

    def __str__(self) -> str:
        return f"{self.number} {self.title[:60]}".strip()


class Measure(models.Model):
    """One row of a roadmap: the words of the document, what they mean, and the kind of work."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="measures")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="measures")
    order = models.PositiveSmallIntegerField(
        help_text="Порядок строки; номера могут повторяться."
    )
    number = models.CharField(max_length=24, blank=True, help_text="Как напечатан.")
    text = models.TextField()
    cells = models.JSONField(
        default=dict, help_text="Остальные ячейки, как напечатаны: роль столбца → текст."
    )
    deadline_text = models.TextField(blank=True)
    responsible_text = models.TextField(blank=True)
    schedule = models.JSONField(default=list, help_text="Оговорки срока (reading.Clause).")
    indicators = models.JSONField(default=list)
    kind = models.CharField(max_length=24, blank=True)
    child_level = models.BooleanField(
        default=False, help_text="Исполняется дорожной картой каждой организации."
    )
    place = models.JSONField(null=True, help_text="Место в документе.")
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="following")
    search = models.TextField(blank=True, help_text="Начальные формы слов через пробел.")

    class Meta:
        constraints = [models.UniqueConstraint("edition", "order", name="measure_order_unique")]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}".strip()


class Responsible(models.Model):
    """Who is responsible for a measure: as printed, and whom of ours it means."""

    class Meaning(models.TextChoices):
        ORGANISATION = "organisation", "Организация"
        PERSON = "person", "Человек"
        EVERY_SCHOOL = "every_school", "Каждая школа"
        EVERY_AUTHORITY = "every_authority", "Каждое управление образования"
        SECTION_SCHOOLS = "section_schools", "Школы раздела"
        LISTED_SCHOOLS = "listed_schools", "Выбранные школы"
        NOBODY = "nobody", "Не определён"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="responsible")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    type = models.CharField(max_length=16)
    norm = models.CharField(max_length=400)
    meaning = models.CharField(max_length=24, choices=Meaning, default=Meaning.NOBODY)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    schools = models.ManyToManyField(Organisation, related_name="+")
    note = models.CharField(
        max_length=300, blank=True, help_text="Что в толковании сомнительно и что проверить."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("measure", "order", name="responsible_order_unique"),
            models.CheckConstraint(
                name="responsible_meaning_has_its_target",
                condition=(
                    Q(meaning="organisation", organisation__isnull=False)
                    | Q(meaning="person", person__isnull=False)
                    | ~Q(meaning__in=["organisation", "person"])
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.norm[:60]}"


class Occurrence(models.Model):
    """One time a measure falls due.

    ``due`` is the last printed day, ``control`` the day after which it counts as late: moved
    over non-working days. Both are None for what has no date (an event, an empty cell).
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="occurrences")
    key = models.CharField(
        max_length=60, help_text="Оговорка и день: одно и то же дважды не бывает."
    )
    opens = models.DateField(null=True)
    due = models.DateField(null=True)
    control = models.DateField(null=True)
    school_year = models.PositiveSmallIntegerField(help_text="Год начала учебного года.")
    label = models.CharField(max_length=200, help_text="Словами: «до 01.08.2022», «I квартал».")
    as_needed = models.BooleanField(default=False, help_text="Не бывает просрочено.")
    event = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("measure", "key", name="occurrence_key_unique"),
            models.CheckConstraint(
                name="occurrence_due_has_control",
                condition=Q(due=None, control=None) | Q(control__gte=F("due")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.label}"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Reads of obligations. ``on`` is today in the calendar of the reader."""

    def visible_to(self, user: User, *, on: date) -> ObligationQuerySet:
        """Obligations of organisations open to the person, and their own by name."""
        if user.is_superuser:
            return self
        scope = scope_of(user, on=on)
        return self.filter(
            Q(organisation__in=scope.own)
            | Q(territory__in=scope.municipalities | scope.regions)
            | Q(territory__parent__in=scope.regions)
            | Q(person=user)
        )

    def open(self) -> ObligationQuerySet:
        """Not accepted and not waived."""
        return self.exclude(state__in=Obligation.CLOSED)

    def overdue(self, *, on: date) -> ObligationQuerySet:
        """Late and not handed in: the control day has passed and nothing awaits a check."""
        return self.filter(control__lt=on, state__in=Obligation.OWED)

    def come_due(self, *, on: date) -> ObligationQuerySet:
        """Give what had to be done by the day: the denominator of «принято из наступивших»."""
        return self.filter(control__lt=on).exclude(state=Obligation.State.WAIVED)

    def awaiting_check(self) -> ObligationQuerySet:
        """Handed in, not looked at yet."""
        return self.filter(state=Obligation.State.SUBMITTED)


class Obligation(models.Model):
    """What one organisation (or person) owes for one occurrence of a measure.

    planned → in work → submitted → accepted; submitted → returned → in work; planned → waived
    with a reason; paused is read-only. Overdue is computed from ``control`` and ``state``, not
    stored. ``measure`` and ``school_year`` repeat those of the occurrence, ``territory`` that
    of the organisation, so that totals of 50,000 rows need no second table.

    Keys have no index of their own where a wider one begins with them: without statistics
    SQLite would take the narrow one, and every index makes a large plan slower to write.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Запланировано"
        IN_WORK = "in_work", "В работе"
        SUBMITTED = "submitted", "На проверке"
        RETURNED = "returned", "Возвращено"
        ACCEPTED = "accepted", "Принято"
        WAIVED = "waived", "Снято"
        PAUSED = "paused", "Приостановлено"

    CLOSED = (State.ACCEPTED, State.WAIVED)
    OWED = (State.PLANNED, State.IN_WORK, State.RETURNED)

    roadmap = models.ForeignKey(
        Roadmap, models.PROTECT, related_name="obligations", db_index=False
    )
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="obligations")
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="obligations", db_index=False
    )
    school_year = models.PositiveSmallIntegerField(help_text="Год начала учебного года.")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="obligations", db_index=False
    )
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="obligations", db_index=False
    )
    state = models.CharField(max_length=16, choices=State, default=State.PLANNED)
    control = models.DateField(
        null=True, help_text="Контрольный день; пусто, если просрочить нельзя."
    )
    paused_from = models.CharField(
        max_length=16, blank=True, help_text="Состояние, в которое вернётся после паузы."
    )
    report = models.TextField("что сделано", blank=True)
    note = models.CharField(
        max_length=300, blank=True, help_text="Почему обязательство стоит за этой организацией."
    )
    remark = models.TextField("замечание при возврате или причина снятия", blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "occurrence", "organisation", condition=Q(person=None),
                name="obligation_once_per_organisation",
            ),
            models.UniqueConstraint(
                "occurrence", "organisation", "person", condition=Q(person__isnull=False),
                name="obligation_once_per_person",
            ),
            models.CheckConstraint(
                name="obligation_submitted_by_and_at",
                condition=~Q(state__in=["submitted", "accepted", "returned"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_decided_by_and_at",
                condition=~Q(state__in=["accepted", "returned", "waived"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_refusal_has_reason",
                condition=~Q(state__in=["returned", "waived"]) | ~Q(remark=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "state", "control"], name="obligation_owed"),
            models.Index(fields=["roadmap", "state", "control"], name="obligation_plan"),
            models.Index(
                fields=["measure", "occurrence", "state", "control"],
                name="obligation_tally",
            ),
            models.Index(
                fields=["territory", "school_year", "state", "control", "decided_at"],
                name="obligation_panel",
            ),
            models.Index(
                fields=[
                    "state",
                    "control",
                    "territory",
                    "organisation",
                    "person",
                    "school_year",
                ],
                name="obligation_due",
            ),
            models.Index(
                fields=["control", "territory", "organisation", "person"],
                name="obligation_day",
            ),
            models.Index(
                fields=["person", "state", "control"],
                name="obligation_person",
                condition=Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence_id} → {self.organisation_id}: {self.get_state_display()}"

    def is_overdue(self, *, on: date) -> bool:
        """Whether the control day has passed and nothing is handed in."""
        return self.control is not None and self.control < on and self.state in self.OWED

    def days_late(self, *, on: date) -> int:
        """Whole days since the control day; 0 if not late. [days]."""
        return (on - self.control).days if self.control and self.is_overdue(on=on) else 0
