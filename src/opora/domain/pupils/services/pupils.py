"""Pupils are entered, corrected, leave; classes are given to teachers; openings are noted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils.models import Opening, Pupil, TeacherClass
from opora.domain.pupils.permissions import require_leading
from opora.domain.pupils.sealing import identity_of, pseudonym_of, seal
from opora.domain.pupils.services.own import require_class, require_own
from opora.domain.refusals import Refused
from opora.results.class_names import class_name_of

LONGEST_CLASS = 12
LONGEST_NAME = 160


class PupilRefused(Refused):
    """What was entered of a pupil cannot be; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Who:
    """What is entered of a pupil."""

    name: str
    class_name: str
    participant: str = ""


@transaction.atomic
def enter(*, school: Organisation, who: Who, by: User, at: datetime) -> Pupil:
    """Enter a pupil; one who is there already changes class and code of participant.

    Raises
    ------
    NotAllowed
        If the person neither leads the school nor teaches the class.
    PupilRefused
        If there is no name or no class.
    """
    name, class_name = _checked(who)
    require_class(by, school, class_name, at=at)
    identity = identity_of(name, school=school.pk)
    pupil, is_new = Pupil.objects.get_or_create(
        school=school,
        identity=identity,
        defaults={
            "code": _free_code(school, identity),
            "class_name": class_name,
            "name_sealed": seal(name, school=school.pk),
            "participant": who.participant.strip(),
            "entered_by": by,
            "entered_at": at,
        },
    )
    if is_new:
        audit.record("pupil.enter", target=pupil, by=by, at=at)
    else:
        _move(pupil, class_name, who.participant.strip(), by=by, at=at)
    return pupil


@transaction.atomic
def correct(*, pupil: Pupil, who: Who, by: User, at: datetime) -> None:
    """Correct the name, the class or the code of participant; the pseudonym stays.

    Raises
    ------
    PupilRefused
        If there is no name or no class, or another pupil bears the name.
    """
    require_own(by, [pupil], at=at)
    name, class_name = _checked(who)
    identity = identity_of(name, school=pupil.school_id)
    others = Pupil.objects.filter(school=pupil.school, identity=identity).exclude(pk=pupil.pk)
    if others.exists():
        raise PupilRefused(
            "Ученик с таким именем в школе уже есть. Если это тёзка, добавьте отчество или "
            "номер личного дела."
        )
    renamed = identity != pupil.identity
    pupil.identity, pupil.name_sealed = identity, seal(name, school=pupil.school_id)
    pupil.save(update_fields=["identity", "name_sealed"])
    if renamed:
        audit.record("pupil.rename", target=pupil, by=by, at=at)
    _move(pupil, class_name, who.participant.strip(), by=by, at=at)


@transaction.atomic
def leave(*, pupil: Pupil, day: date, by: User, at: datetime) -> None:
    """Note that a pupil has left: from this day the term of keeping runs.

    Raises
    ------
    PupilRefused
        If the day is to come.
    """
    require_leading(by, pupil.school, at=at)
    if day > localdate(at):
        raise PupilRefused("Этот день ещё не наступил: отметьте выбытие, когда ученик выбыл.")
    pupil.left_on = day
    pupil.save(update_fields=["left_on"])
    audit.record("pupil.leave", target=pupil, by=by, at=at, after={"left_on": day})


@transaction.atomic
def give_class(
    *, school: Organisation, user: User, class_name: str, by: User, at: datetime
) -> None:
    """Open the pupils of a class to a teacher of the school.

    Raises
    ------
    PupilRefused
        If the person is no teacher of the school, or the class has no name.
    """
    require_leading(by, school, at=at)
    named = _class_of(class_name)
    posts = Membership.objects.on(localdate(at)).filter(user=user, role=Role.TEACHER)
    if not posts.filter(organisation=school).exists():
        raise PupilRefused("Класс дают учителю этой школы: выберите его из списка.")
    given, is_new = TeacherClass.objects.get_or_create(
        school=school, user=user, class_name=named
    )
    if is_new:
        audit.record("teacher_class.give", target=given, by=by, at=at)


@transaction.atomic
def take_class(*, given: TeacherClass, by: User, at: datetime) -> None:
    """Close the pupils of a class to a teacher."""
    require_leading(by, given.school, at=at)
    audit.record("teacher_class.take", target=given, by=by, at=at)
    given.delete()


def note_opening(
    pupils: Iterable[Pupil], *, page: Opening.Page, by: User | None, at: datetime
) -> None:
    """Write down who opened what is kept of these pupils; None is a parent by a link."""
    Opening.objects.bulk_create(
        Opening(pupil=pupil, by=by, at=at, page=page) for pupil in pupils
    )


def _free_code(school: Organisation, identity: str) -> str:
    """Return a pseudonym that nobody bears, also nobody who was renamed since."""
    codes = [pseudonym_of(identity, turn=turn) for turn in range(6)]
    taken = set(
        Pupil.objects.filter(school=school, code__in=codes).values_list("code", flat=True)
    )
    return next(one for one in codes if one not in taken)


def _move(pupil: Pupil, class_name: str, participant: str, *, by: User, at: datetime) -> None:
    """Bring class and code up to date; a table without codes takes none away."""
    before = {"class_name": pupil.class_name, "left_on": pupil.left_on}
    after = {"class_name": class_name, "left_on": None}
    pupil.class_name, pupil.left_on = class_name, None
    pupil.participant = participant or pupil.participant
    pupil.save(update_fields=["class_name", "participant", "left_on"])
    if before != after:
        audit.record("pupil.move", target=pupil, by=by, at=at, before=before, after=after)


def _checked(who: Who) -> tuple[str, str]:
    name = " ".join(who.name.split())
    if sum(letter.isalpha() for letter in name) < 2:  # noqa: PLR2004  # not a name
        raise PupilRefused("Впишите фамилию и имя ученика.")
    if len(name) > LONGEST_NAME:
        raise PupilRefused("Имя длиннее 160 знаков: похоже, в ячейку попал другой текст.")
    return name, _class_of(who.class_name)


def _class_of(written: str) -> str:
    named = class_name_of(written)
    if not named:
        raise PupilRefused("Укажите класс, например «7А».")
    if len(named) > LONGEST_CLASS:
        raise PupilRefused(f"Класс длиннее {LONGEST_CLASS} знаков: впишите его как «7А».")
    return named
