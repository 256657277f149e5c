"""Questionnaires, surveys, and answers that nobody can lead back to a person.

What keeps them apart: a ticket (the one-time link) and an answer have in common the group and
nothing else; neither has a time or a number in order; see ``services/answers.py`` for how rows
are written.
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import msgspec
from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.methodology.questionnaires import Form


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    """Reads of questionnaires."""

    def visible_to(self, user: User, *, on: date) -> QuestionnaireQuerySet:
        """Those of the methodology, and own ones of organisations the person sees."""
        return self.filter(Q(owner=None) | scope_of(user, on=on).organisations("owner__"))


class Questionnaire(models.Model):
    """One version of a questionnaire.

    Without an owner it comes from the reviewed file. A version that a survey has used is
    frozen: editing it makes the next version of the same ``family``.
    """

    class Audience(models.TextChoices):
        ADMINISTRATION = "administration", "администрация школы"
        TEACHERS = "teachers", "учителя"
        PUPILS = "pupils", "обучающиеся"
        PARENTS = "parents", "родители"

    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    family = models.UUIDField(default=uuid4)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField("название", max_length=200)
    audience = models.CharField("кто отвечает", max_length=16, choices=Audience)
    content = models.JSONField()
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("family", "version", name="questionnaire_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}, версия {self.version}"

    @property
    def form(self) -> Form:
        """The items as the methodology reads them."""
        return msgspec.convert(self.content, Form)


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Reads of surveys."""

    def visible_to(self, user: User, *, on: date) -> SurveyQuerySet:
        """Surveys held by, or in, an organisation whose affairs the person sees."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        held = SurveyedSchool.objects.filter(scope.organisations("school__")).values("survey")
        return self.filter(scope.organisations("owner__") | Q(pk__in=held))


class Survey(models.Model):
    """An organisation asks the people of schools from one day to another, both included."""

    class State(models.TextChoices):
        OPEN = "open", "Идёт"
        CLOSED = "closed", "Закрыто"
        WITHDRAWN = "withdrawn", "Отозвано"

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="surveys")
    title = models.CharField("название", max_length=200)
    questionnaires = models.ManyToManyField(Questionnaire, related_name="surveys")
    opens = models.DateField("начало")
    closes = models.DateField("последний день")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True, help_text="Почему отозвано.")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="survey_closes_after_it_opens", condition=Q(closes__gte=F("opens"))
            ),
            models.CheckConstraint(
                name="survey_withdrawn_says_why",
                condition=~Q(state="withdrawn") | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-opens"], name="survey_list")]

    def __str__(self) -> str:
        return self.title

    def takes_answers(self, on: date) -> bool:
        """Whether answers are taken on that day."""
        return self.state == self.State.OPEN and self.opens <= on <= self.closes


class SurveyedSchool(models.Model):
    """A school in a survey; its trace in the register of diagnostics."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="places")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="surveyed")

    class Meta:
        constraints = [models.UniqueConstraint("survey", "school", name="surveyed_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.school_id}"


class Group(models.Model):
    """Those of a school who answer one questionnaire: its teachers, the pupils of a class."""

    place = models.ForeignKey(SurveyedSchool, models.CASCADE, related_name="groups")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    title = models.CharField("группа", max_length=80)
    invited = models.PositiveSmallIntegerField("приглашено")

    class Meta:
        constraints = [
            models.UniqueConstraint("place", "questionnaire", "title", name="group_once"),
            models.CheckConstraint(name="group_of_somebody", condition=Q(invited__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title


class Ticket(models.Model):
    """A one-time link: the hash of its secret, and whether it has been used. Not when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="tickets")
    digest = models.CharField(max_length=64, unique=True)
    spent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.group_id} {'spent' if self.spent else 'open'}"


class Answer(models.Model):
    """What somebody of a group answered: values by code of item."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="answers")
    values = models.JSONField()

    def __str__(self) -> str:
        return f"answer of group {self.group_id}"


@reason.register
def _(thing: Survey, user: User, *, on: date) -> Reason | None:
    if not Survey.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.owner) or Reason(
        "", thing.owner.short_name, "Открыто: анкетирование идёт в вашей школе."
    )


@reason.register
def _(thing: Questionnaire, user: User, *, on: date) -> Reason | None:
    if thing.owner is None:
        return Reason("", "", "Открыто всем: анкета из методики.")
    return scope_of(user, on=on).reason_for(thing.owner)
