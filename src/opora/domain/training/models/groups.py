"""Groups that learn together, of one school or of several."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.domain.training.models.courses import Course, near_to


class GroupQuerySet(models.QuerySet["Group"]):
    """Reads of groups."""

    def visible_to(self, user: User, *, on: date) -> GroupQuerySet:
        """Read groups of open organisations, those with one's own people, and one's own."""
        scope = scope_of(user, on=on)
        theirs = Learner.objects.filter(
            Q(organisation__in=scope.own) | Q(person__user=user.pk)
        ).values("group")
        return self.filter(scope.organisations("owner__") | Q(pk__in=theirs))


class Group(models.Model):
    """People sent to learn a programme in certain days."""

    class State(models.TextChoices):
        OPEN = "open", "Учится"
        DONE = "done", "Закончила"
        CANCELLED = "cancelled", "Отменена"

    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="training_groups", help_text="Кто собрал."
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="groups")
    title = models.CharField("название", max_length=160)
    since = models.DateField("начало")
    until = models.DateField("окончание")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_group_term", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="training_group_cancelled_says_why",
                condition=~Q(state="cancelled") | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-since"], name="training_group_owner")]

    def __str__(self) -> str:
        return self.title


class LearnerQuerySet(models.QuerySet["Learner"]):
    """Reads of members of groups."""

    def named_to(self, user: User, *, on: date) -> LearnerQuerySet:
        """Members whose names the person reads."""
        return self.filter(near_to(user, on=on, prefix=""))


class Learner(models.Model):
    """A person in a group, sent by an organisation."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="learners")
    person = models.ForeignKey(Person, models.PROTECT, related_name="learning")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    objects = LearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("group", "person", name="learner_once_in_a_group")
        ]
        indexes = [models.Index(fields=["organisation", "group"], name="learner_place")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"


@reason.register
def _(thing: Group, user: User, *, on: date) -> Reason | None:
    if not Group.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.owner) or Reason(
        "", thing.owner.short_name, "Открыто: в группе учатся люди вашей организации."
    )
