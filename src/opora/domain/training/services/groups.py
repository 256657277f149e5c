"""Groups are gathered, learn, and end with certificates for those who finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.domain.training import permissions, traces
from opora.domain.training.models import Completion, Course, Group, Learner
from opora.domain.training.refusals import TrainingRefused
from opora.domain.training.services import completions
from opora.domain.training.services.completions import Certificate

MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A group before it learns."""

    owner: Organisation
    course: Course
    title: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Attached:
    """What came of files named by surname: how many were kept, and remarks on the others."""

    kept: int
    remarks: tuple[str, ...]


@transaction.atomic
def gather(*, gathering: Gathering, by: User, at: datetime) -> Group:
    """Begin a group.

    Raises
    ------
    TrainingRefused
        If it ends before it begins or the programme is withdrawn.
    """
    permissions.require_keeping(by, gathering.owner, at=at)
    if gathering.until < gathering.since:
        raise TrainingRefused("Обучение кончается раньше, чем начинается. Исправьте дни.")
    if gathering.course.withdrawn_at is not None:
        raise TrainingRefused("Эта программа убрана из списка. Выберите другую.")
    group = Group.objects.create(
        owner=gathering.owner, course=gathering.course, title=gathering.title,
        since=gathering.since, until=gathering.until, entered_by=by, entered_at=at,
    )  # fmt: skip
    audit.record("training_group.gather", target=group, by=by, at=at)
    traces.put_group(group, by=by, at=at)
    return group


@transaction.atomic
def send(
    *,
    group: Group,
    organisation: Organisation,
    people: Sequence[Person],
    by: User,
    at: datetime,
) -> int:
    """Put people of an organisation in a group; those there already stay. Return how many.

    Raises
    ------
    TrainingRefused
        If the group has ended, is too large, or somebody does not work there.
    """
    held = _locked(group)
    permissions.require_keeping(by, organisation, at=at)
    there = set(held.learners.values_list("person", flat=True))
    new = [one for one in people if one.pk not in there]
    if len(there) + len(new) > MOST_PEOPLE:
        raise TrainingRefused(f"В группе бывает до {MOST_PEOPLE} человек. Разделите её.")
    _require_work(new, organisation, localdate(at))
    Learner.objects.bulk_create(
        Learner(group=held, person=one, organisation=organisation) for one in new
    )
    if new:
        audit.record(
            "training_group.send", target=held, by=by, at=at, after={"people": len(new)}
        )
        traces.put_group(held, by=by, at=at)
    return len(new)


@transaction.atomic
def take_back(*, learner: Learner, by: User, at: datetime) -> None:
    """Take a person out of a group that still learns."""
    held = _locked(learner.group)
    permissions.require_keeping(by, learner.organisation, at=at)
    learner.delete()
    audit.record("training_group.take_back", target=held, by=by, at=at)
    traces.put_group(held, by=by, at=at)


@transaction.atomic
def finish(
    *, group: Group, issued: date, numbers: Mapping[int, str], by: User, at: datetime
) -> list[Completion]:
    """End a group: those whose certificate has a number (by learner) have finished.

    Raises
    ------
    TrainingRefused
        If nobody finished, or a certificate is refused; then nothing is entered.
    """
    held = _locked(group)
    permissions.require_keeping(by, held.owner, at=at)
    given = {key: number for key, number in numbers.items() if number.strip()}
    learners = list(held.learners.filter(pk__in=given).select_related(
        "person", "organisation__territory"
    ))  # fmt: skip
    if not learners:
        raise TrainingRefused("Впишите номер удостоверения хотя бы одному человеку.")
    made = [
        completions.enter(
            certificate=_certificate(held, one, given[one.pk], issued), by=by, at=at, group=held
        )
        for one in learners
    ]
    _end(held, Group.State.DONE, "training_group.finish", by=by, at=at)
    return made


@transaction.atomic
def cancel(*, group: Group, reason: str, by: User, at: datetime) -> Group:
    """Say that a group does not learn, and why."""
    held = _locked(group)
    permissions.require_keeping(by, held.owner, at=at)
    if not reason.strip():
        raise TrainingRefused("Напишите, почему группа отменена.")
    held.reason = reason.strip()[:300]
    return _end(held, Group.State.CANCELLED, "training_group.cancel", by=by, at=at)


def attach_named(*, group: Group, papers: Iterable[Upload], by: User, at: datetime) -> Attached:
    """Give certificates of a group their files by the surname in the name of the file."""
    rows = list(
        group.completions.standing().select_related("person", "organisation__territory")
    )
    kept, remarks = 0, []
    for paper in papers:
        fitting = [one for one in rows if _is_named(paper.name, one.person)]
        if len(fitting) == 1:
            completions.attach(completion=fitting[0], paper=paper, by=by, at=at)
            kept += 1
        elif fitting:
            remarks.append(f"«{paper.name}»: подходит нескольким, приложите вручную.")
        else:
            remarks.append(f"«{paper.name}»: в группе нет такой фамилии.")
    return Attached(kept, tuple(remarks))


def _is_named(name: str, person: Person) -> bool:
    words = name.casefold().replace("ё", "е").replace("_", " ").replace(".", " ").split()
    surname = person.last_name.casefold().replace("ё", "е")
    if surname not in words:
        return False
    after = words[words.index(surname) + 1 :]
    first = person.first_name.casefold().replace("ё", "е")
    told = bool(after) and after[0].isalpha() and after[0] not in {"pdf", "jpg", "jpeg", "png"}
    return not told or first.startswith(after[0])


def _certificate(group: Group, one: Learner, number: str, issued: date) -> Certificate:
    course = group.course
    return Certificate(
        person=one.person, organisation=one.organisation, title=course.title,
        provider=course.provider, hours=course.hours, kind=course.kind, topic=course.topic,
        number=number.strip(), since=group.since, until=group.until, issued=issued,
        course=course,
    )  # fmt: skip


def _require_work(people: Sequence[Person], organisation: Organisation, day: date) -> None:
    staff = Employment.objects.on(day).filter(organisation=organisation, person__in=people)
    there = set(staff.values_list("person", flat=True))
    strangers = [one for one in people if one.pk not in there]
    if strangers:
        raise TrainingRefused(
            f"{strangers[0].full_name}: не работает в организации «{organisation.short_name}»."
        )


def _end(group: Group, state: str, action: str, *, by: User, at: datetime) -> Group:
    group.state = state
    group.save(update_fields=["state", "reason"])
    audit.record(action, target=group, by=by, at=at, reason=group.reason)
    traces.put_group(group, by=by, at=at)
    return group


def _locked(group: Group) -> Group:
    rows = Group.objects.select_for_update(of=("self",)).select_related(
        "owner__territory", "course"
    )
    held = rows.get(pk=group.pk)
    if held.state != Group.State.OPEN:
        raise TrainingRefused(f"Группа уже {held.get_state_display().lower()}.")
    return held
