"""A practice is described, read by experts, accepted, published, entered into the atlas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.advice import permissions, traces
from opora.domain.advice.effects import LEAST
from opora.domain.advice.models import Practice
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

Status = Practice.Status


class PracticeRefused(Refused):
    """The practice cannot become this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """People before and after: ``good`` of ``all``."""

    what: str = ""
    before_good: int | None = None
    before_all: int | None = None
    after_good: int | None = None
    after_all: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a practice is."""

    title: str
    problem: str
    target_group: str
    essence: str
    resources: str = ""
    conditions: str = ""
    materials: str = ""
    contact: str = ""
    factors: Sequence[str] = ()
    cluster: int | None = None
    measured: Measured = field(default_factory=Measured)


@transaction.atomic
def describe(
    *, owner: Organisation, card: Card, by: User, at: datetime, upload: Upload | None = None
) -> Practice:
    """Begin the card of a practice.

    Raises
    ------
    PracticeRefused
        If the counts contradict each other, or the organisation has a practice of this name.
    FileRefused
        If the file is refused.
    NotAllowed
        If the organisation is not theirs.
    """
    permissions.require_recording(by, owner, at=at)
    _check(card.measured)
    practice = Practice(owner=owner, entered_by=by, entered_at=at, **_fields(card))
    _attach(practice, upload, at=at)
    _save_once(practice)
    audit.record("practice.describe", target=practice, by=by, at=at)
    traces.put_practice(practice, by=by, at=at)
    return practice


@transaction.atomic
def change(
    *, practice: Practice, card: Card, by: User, at: datetime, upload: Upload | None = None
) -> Practice:
    """Change the card of a draft; saying the same again leaves no trace."""
    practice = _locked(practice)
    permissions.require_recording(by, practice.owner, at=at)
    _require(practice, *Practice.EDITED, to="изменить")
    _check(card.measured)
    given = _fields(card)
    now = {name: getattr(practice, name) for name in given}
    before, after = audit.changes(now, given)
    for name, value in after.items():
        setattr(practice, name, value)
    _attach(practice, upload, at=at)
    if after or upload:
        _save_once(practice)
        audit.record(
            "practice.change", target=practice, by=by, at=at, before=before, after=after
        )
        traces.put_practice(practice, by=by, at=at)
    return practice


@transaction.atomic
def send(*, practice: Practice, by: User, at: datetime) -> Practice:
    """Hand a practice to the experts."""
    practice = _locked(practice)
    permissions.require_recording(by, practice.owner, at=at)
    _require(practice, Status.DRAFT, to="отправить на экспертизу")
    return _take(practice, Status.EXPERTISE, "practice.send", by=by, at=at)


@transaction.atomic
def give_back(*, practice: Practice, words: str, by: User, at: datetime) -> Practice:
    """Give a practice back to be mended."""
    practice = _locked(practice)
    permissions.require_accepting(by, practice, at=at)
    _require(practice, Status.EXPERTISE, to="вернуть")
    _require_words(words, "Напишите, что исправить.")
    practice.verdict = words.strip()
    return _take(practice, Status.DRAFT, "practice.give_back", by=by, at=at, words=words)


@transaction.atomic
def accept(*, practice: Practice, words: str, by: User, at: datetime) -> Practice:
    """Take a practice in, with the conclusion of the experts."""
    practice = _locked(practice)
    permissions.require_accepting(by, practice, at=at)
    _require(practice, Status.EXPERTISE, to="принять")
    _require_words(words, "Напишите заключение: чем практика полезна и где её границы.")
    practice.verdict, practice.accepted_on = words.strip(), localdate(at)
    return _take(practice, Status.ACCEPTED, "practice.accept", by=by, at=at, words=words)


@transaction.atomic
def publish(*, practice: Practice, by: User, at: datetime) -> Practice:
    """Open a practice to everybody who signs in."""
    practice = _locked(practice)
    permissions.require_accepting(by, practice, at=at)
    _require(practice, Status.ACCEPTED, to="опубликовать")
    practice.published_on = localdate(at)
    return _take(practice, Status.PUBLISHED, "practice.publish", by=by, at=at)


@transaction.atomic
def enter_atlas(  # noqa: PLR0913  # the requisites of the atlas
    *, practice: Practice, number: str, level: str, day: date, by: User, at: datetime
) -> Practice:
    """Note that a practice stands in the regional atlas.

    Raises
    ------
    PracticeRefused
        If it is not accepted yet, has no number, or the day has not come.
    """
    practice = _locked(practice)
    permissions.require_recording(by, practice.owner, at=at)
    _require(practice, *Practice.TAKEN, to="внести в атлас")
    _require_words(number, "Впишите номер практики в атласе.")
    if day > localdate(at):
        raise PracticeRefused("Этот день ещё не наступил. Исправьте день.")
    practice.atlas_number, practice.atlas_level = number.strip()[:40], level
    practice.atlas_on = day
    return _take(practice, practice.status, "practice.enter_atlas", by=by, at=at)


@transaction.atomic
def withdraw(*, practice: Practice, reason: str, by: User, at: datetime) -> Practice:
    """Withdraw a practice; what was accepted only those above may."""
    practice = _locked(practice)
    permissions.require_recording(by, practice.owner, at=at)
    if practice.status in Practice.TAKEN:
        permissions.require_accepting(by, practice, at=at)
    if practice.status == Status.WITHDRAWN:
        raise PracticeRefused("Эта запись уже отозвана.")
    _require_words(reason, "Напишите, почему запись отозвана.")
    practice.reason = reason.strip()[:300]
    return _take(practice, Status.WITHDRAWN, "practice.withdraw", by=by, at=at, words=reason)


def _check(measured: Measured) -> None:
    counts = (
        measured.before_good, measured.before_all, measured.after_good, measured.after_all,
    )  # fmt: skip
    if all(one is None for one in counts):
        return
    if any(one is None for one in counts):
        raise PracticeRefused("Результат — четыре числа: до и после, сколько и из скольких.")
    if not measured.what.strip():
        raise PracticeRefused("Напишите, что измерено: например «достигли базового уровня».")
    before_good, before_all, after_good, after_all = (one or 0 for one in counts)
    if before_good > before_all or after_good > after_all:
        raise PracticeRefused("Часть больше целого: проверьте числа до и после.")
    if min(before_all, after_all) < LEAST:
        raise PracticeRefused(
            f"В группе меньше {LEAST} человек: по таким числам можно узнать людей, и они "
            "ничего не доказывают. Опишите результат словами."
        )


def _fields(card: Card) -> dict[str, object]:
    given = asdict(card)
    measured = given.pop("measured")
    factors = list(given.pop("factors"))
    return given | {
        "factors": factors,
        "factors_text": f"|{'|'.join(factors)}|" if factors else "",
        "measured": measured.pop("what").strip(),
        **measured,
    }


def _attach(practice: Practice, upload: Upload | None, *, at: datetime) -> None:
    if upload is not None:
        practice.file_name = files.clean_name(upload.name)
        practice.file = files.keep(upload.content, name=practice.file_name, at=at)


def _save_once(practice: Practice) -> None:
    try:
        with transaction.atomic():
            practice.save()
    except IntegrityError as error:
        raise PracticeRefused(
            f"Практика «{practice.title}» этой организации уже есть. Откройте её."
        ) from error


def _locked(practice: Practice) -> Practice:
    rows = Practice.objects.select_for_update(of=("self",)).select_related("owner__territory")
    return rows.get(pk=practice.pk)


def _require(practice: Practice, *statuses: str, to: str) -> None:
    if practice.status not in statuses:
        raise PracticeRefused(
            f"Нельзя {to}: практика в состоянии «{practice.get_status_display().lower()}»."
        )


def _require_words(words: str, sentence: str) -> None:
    if not words.strip():
        raise PracticeRefused(sentence)


def _take(  # noqa: PLR0913  # what, to what, called how, by whom, when, why
    practice: Practice, status: str, action: str, *, by: User, at: datetime, words: str = ""
) -> Practice:
    before, practice.status = practice.status, status
    practice.save()
    audit.record(
        action, target=practice, by=by, at=at, reason=words.strip(),
        before={"status": before}, after={"status": status, "atlas": practice.atlas_number},
    )  # fmt: skip
    traces.put_practice(practice, by=by, at=at)
    return practice
