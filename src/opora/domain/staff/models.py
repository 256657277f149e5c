"""People who work in organisations: heads, deputies, teachers; with an account or without."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


def _near(user: User, on: date) -> Q:
    """Condition on an employment: where the person works, or in their municipality."""
    scope = scope_of(user, on=on)
    return Q(organisation__in=scope.own) | Q(organisation__territory__in=scope.municipalities)


class PersonQuerySet(models.QuerySet["Person"]):
    """Reads of people."""

    def visible_to(self, user: User, *, on: date) -> PersonQuerySet:
        """People of the person's own organisations and municipality, and the person.

        The region sees counts of people, not their names.
        """
        if user.is_superuser:
            return self.all()
        there = Employment.objects.filter(_near(user, on)).values("person")
        return self.filter(Q(pk__in=there) | Q(user=user))


class Person(models.Model):
    """Somebody who works; the same person in two schools is one person."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    last_name = models.CharField("фамилия", max_length=80)
    first_name = models.CharField("имя", max_length=80)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField("год рождения", null=True)
    user = models.OneToOneField(User, models.SET_NULL, null=True, related_name="person")
    search = models.CharField(
        max_length=260, blank=True, help_text="Имя без регистра, «ё» как «е»."
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["territory", "search"], name="person_search"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def short_name(self) -> str:
        """Surname and initials."""
        initials = "".join(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)
        return f"{self.last_name} {initials}".strip()

    def save(self, *args: object, **fields: object) -> None:
        """Keep the searchable name beside the printed one."""
        self.search = self.full_name.casefold().replace("ё", "е")
        super().save(*args, **fields)  # type: ignore[arg-type]  # handed on as they came


class EmploymentQuerySet(models.QuerySet["Employment"]):
    """Reads of employments."""

    def visible_to(self, user: User, *, on: date) -> EmploymentQuerySet:
        """Employments where the person works, in their municipality, and the person's own."""
        if user.is_superuser:
            return self.all()
        return self.filter(_near(user, on) | Q(person__user=user))

    def on(self, day: date) -> EmploymentQuerySet:
        """Employments in effect on that day."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))

    def headcount(self) -> int:
        """People, each once however many posts they hold."""
        return self.values("person").distinct().count()


class Employment(models.Model):
    """A person in a post of an organisation, for a time."""

    class Post(models.TextChoices):
        HEAD = "head", "Директор"
        DEPUTY = "deputy", "Заместитель директора"
        TEACHER = "teacher", "Учитель"
        SPECIALIST = "specialist", "Специалист сопровождения"
        METHODIST = "methodist", "Методист"
        OTHER = "other", "Другая должность"

    class Category(models.TextChoices):
        UNKNOWN = "", "нет данных"
        NONE = "none", "без категории"
        FIRST = "first", "первая"
        HIGHEST = "highest", "высшая"

    TEACHING = (Post.TEACHER, Post.SPECIALIST)
    LEADING = (Post.HEAD, Post.DEPUTY)

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments")
    post = models.CharField("должность", max_length=16, choices=Post)
    title = models.CharField("должность, как в штатном расписании", max_length=160, blank=True)
    subject = models.CharField("предмет", max_length=8, blank=True)
    load = models.DecimalField("ставка", max_digits=4, decimal_places=2, null=True)
    part_time = models.BooleanField("внешний совместитель", default=False)
    category = models.CharField(
        "категория", max_length=8, choices=Category, default=Category.UNKNOWN, blank=True
    )
    since = models.DateField("работает с", null=True)
    until = models.DateField("работал по", null=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "organisation", "post", "subject",
                condition=Q(until=None), name="employment_once",
            ),
            models.CheckConstraint(
                name="employment_ends_after_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="employment_load", condition=Q(load=None) | Q(load__gt=0, load__lte=3)
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organisation", "post"], name="employment_staff")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post} {self.organisation_id}"


@reason.register
def _(thing: Person, user: User, *, on: date) -> Reason | None:
    if thing.user_id == user.pk:
        return Reason("", "", "Открыто: это ваша карточка.")
    if not Person.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    scope = scope_of(user, on=on)
    places = Organisation.objects.filter(employments__person=thing).select_related("territory")
    return next(filter(None, (scope.reason_for(place) for place in places)), None)
