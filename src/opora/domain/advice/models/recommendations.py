"""A recommendation, and what each of its addressees did with it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.access import REPORTING_ROLES, Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.domain.teams.models import Member, Team


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Reads of recommendations."""

    def visible_to(self, user: User, *, on: date) -> RecommendationQuerySet:
        """Recommendations that the person's offices gave, or that are addressed to them."""
        if user.is_superuser:
            return self.all()
        own = scope_of(user, on=on).organisations("owner__")
        addressed = Addressee.objects.visible_to(user, on=on)
        return self.filter(own | Exists(addressed.filter(recommendation=OuterRef("pk"))))


class Recommendation(models.Model):
    """What is advised, on what grounds, by when. Sent at once; withdrawn with a reason."""

    class Audience(models.TextChoices):
        ALL = "", "организации в целом"
        HEADS = "heads", "руководителям"
        TEACHERS = "teachers", "учителям"
        ASSOCIATION = "association", "методическому объединению"
        PARENTS = "parents", "родителям"

    class Status(models.TextChoices):
        SENT = "sent", "Отправлена"
        WITHDRAWN = "withdrawn", "Отозвана"

    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="recommendations", help_text="Кто советует."
    )
    title = models.CharField("о чём", max_length=300)
    text = models.TextField("что сделать")
    basis = models.CharField("на основании чего", max_length=300)
    basis_address = models.CharField("где это прочитать", max_length=1000, blank=True)
    topic = models.CharField("риск", max_length=40, blank=True)
    audience = models.CharField("кому", max_length=12, choices=Audience, blank=True)
    due = models.DateField("ответить до", null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.SENT)
    reason = models.CharField("почему отозвана", max_length=300, blank=True)
    sent_on = models.DateField()
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recommendation_term", condition=Q(due=None) | Q(due__gte=F("sent_on"))
            ),
            models.CheckConstraint(
                name="recommendation_withdrawn_says_why",
                condition=~Q(status="withdrawn") | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-sent_on"], name="recommendation_list")]

    def __str__(self) -> str:
        return self.title


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    """Reads of addressees."""

    def visible_to(self, user: User, *, on: date) -> AddresseeQuerySet:
        """Those of organisations open to the person, or of a team they are in.

        The region sees them without named people.
        """
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        joined = Member.objects.on(on).filter(person__user=user).values("team")
        near = Q(organisation__in=scope.own) | Q(
            organisation__territory__in=scope.municipalities
        )
        whole = scope.organisations("organisation__") & Q(person=None)
        return self.filter(near | whole | Q(team__in=joined))

    def answerable_by(self, user: User, *, on: date) -> AddresseeQuerySet:
        """Those for whom the person answers.

        The one who is addressed answers, the leader and the secretary of a team, and the heads
        of the organisation.
        """
        working = scope_of(user, on=on).in_roles(REPORTING_ROLES)
        keeping = Member.objects.on(on).filter(person__user=user, role__in=Member.KEEPING)
        return self.filter(
            Q(person__user=user)
            | Q(team__in=keeping.values("team"))
            | Q(organisation__in={member.organisation_id for member in working})
        )

    def waiting(self) -> AddresseeQuerySet:
        """Addressees who have not answered."""
        return self.filter(
            status__in=Addressee.UNANSWERED, recommendation__status=Recommendation.Status.SENT
        )

    def late(self, *, on: date) -> AddresseeQuerySet:
        """Addressees whose term passed without an answer."""
        return self.waiting().filter(recommendation__due__lt=on)


class Addressee(models.Model):
    """An organisation, one person of it, or its team.

    sent → read → answered → done, or refused. ``organisation`` of a team is its owner.
    """

    class Status(models.TextChoices):
        SENT = "sent", "Отправлена"
        READ = "read", "Прочитана"
        ANSWERED = "answered", "Есть ответ"
        DONE = "done", "Выполнена"
        REFUSED = "refused", "Отклонена"

    UNANSWERED = (Status.SENT, Status.READ)

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="addressees"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="recommended")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="recommended")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="recommended")
    status = models.CharField(max_length=12, choices=Status, default=Status.SENT)
    answer = models.TextField("ответ", blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    plan_address = models.CharField(
        max_length=300, blank=True, help_text="Где стоит мероприятие, которым она стала."
    )
    reminded_on = models.DateField(null=True)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "recommendation", "organisation", condition=Q(person=None, team=None),
                name="addressee_organisation_once",
            ),
            models.UniqueConstraint(
                "recommendation", "team", condition=Q(team__isnull=False),
                name="addressee_team_once",
            ),
            models.CheckConstraint(
                name="addressee_person_or_team", condition=Q(person=None) | Q(team=None)
            ),
            models.UniqueConstraint(
                "recommendation", "organisation", "person", name="addressee_person_once",
            ),
            models.CheckConstraint(
                name="addressee_answer_has_its_words_and_day",
                condition=Q(status__in=["sent", "read"])
                | ~Q(answer="") & Q(answered_on__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organisation", "status"], name="addressee_list")]

    def __str__(self) -> str:
        named = f", {self.within}" if self.within else ""
        return f"{self.organisation}{named}: {self.recommendation}"[:200]

    @property
    def within(self) -> str:
        """The person or the team of the organisation that is addressed; else nothing."""
        if self.person:
            return self.person.short_name
        return self.team.name if self.team else ""

    def is_late(self, *, on: date) -> bool:
        """Whether the term passed without an answer."""
        due = self.recommendation.due
        return self.status in self.UNANSWERED and due is not None and due < on


@reason.register
def _(thing: Recommendation, user: User, *, on: date) -> Reason | None:
    given = scope_of(user, on=on).reason_for(thing.owner)
    if given or not Recommendation.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return given
    return Reason("", thing.owner.short_name, "Открыто: рекомендация дана вашей организации.")


@reason.register
def _(thing: Addressee, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.organisation)
