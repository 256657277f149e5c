"""Who is expected at an activity and who came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.activities import traces
from opora.domain.activities.matching import Staff, is_name
from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.participant_table import MOST, Row
from opora.domain.activities.permissions import organisers_for, schools_for
from opora.domain.activities.services.activities import ActivityRefused, invite, locked
from opora.domain.organisations.matching import Directory, the_one
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.staff.models import Person

Source = Participation.Source
Role = Participation.Role


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of whom only the name is known, with the organisation they stand for."""

    name: str
    organisation: Organisation


Who = tuple[Person, Organisation] | Guest
Found = list[Who]


@dataclass(slots=True)
class Taken:
    """What came of a list: people added, people who stood there, sentences about lines."""

    added: int = 0
    known: int = 0
    findings: list[str] = field(default_factory=list)


@transaction.atomic
def add_people(  # noqa: PLR0913  # who, as what, whether they came
    *,
    activity: Activity,
    people: Collection[tuple[Person, Organisation]],
    came: bool,
    by: User,
    at: datetime,
    role: str = Role.PARTICIPANT,
) -> Taken:
    """Put people of the staff on the list; those who stand there already stay as they are."""
    held = locked(activity, by=by, at=at)
    taken = _add(held, list(people), came=came, source=Source.LIST, by=by, at=at, role=role)
    _settle(held, taken, by=by, at=at)
    return taken


@transaction.atomic
def take_rows(  # noqa: PLR0913  # whose list, and where it came from
    *, activity: Activity, rows: Sequence[Row], home: Organisation | None, source: str,
    by: User, at: datetime,
) -> Taken:  # fmt: skip
    """Take a list of names: people of the staff are recognised, others become guests.

    They count as those who came, once the activity's day has come.

    Parameters
    ----------
    home : Organisation, optional
        Whose people they are where a line does not say.

    Raises
    ------
    NotAllowed, ActivityRefused
        As for every change of an activity.
    """
    held = locked(activity, by=by, at=at)
    if held.participations.count() + len(rows) > MOST:
        raise ActivityRefused(
            f"Вместе с внесёнными больше {MOST} участников. Впишите одно число при отметке о "
            "проведении: для показателей этого достаточно."
        )
    found, findings = _read(held, rows, home, by=by)
    taken = _add(held, found, came=held.day <= localdate(at), source=source, by=by, at=at)
    taken.findings = findings + taken.findings
    _settle(held, taken, by=by, at=at)
    return taken


@transaction.atomic
def mark(
    *, activity: Activity, shown: Collection[int], came: Collection[int], by: User, at: datetime
) -> int:
    """Say who of those shown on the page came; return how many came.

    Raises
    ------
    ActivityRefused
        If the day is to come.
    """
    held = locked(activity, by=by, at=at)
    if held.day > localdate(at):
        raise ActivityRefused("Кто пришёл, отмечают в день мероприятия или позже.")
    rows = held.participations.filter(pk__in=shown)
    rows.filter(pk__in=came).update(came=True)
    rows.exclude(pk__in=came).update(came=False)
    count = held.participations.filter(came=True).count()
    traces.put(held, by=by, at=at)
    audit.record("activity.mark", target=held, by=by, at=at, after={"n": count})
    return count


@transaction.atomic
def remove(*, participation: Participation, by: User, at: datetime) -> Activity:
    """Take a person off the list, who was put there by mistake."""
    held = locked(participation.activity, by=by, at=at)
    organisation = participation.organisation.short_name
    participation.delete()
    traces.put(held, by=by, at=at)
    audit.record(
        "activity.remove_person", target=held, by=by, at=at, before={"school": organisation}
    )
    return held


def add_checked(  # noqa: PLR0913  # as above
    activity: Activity, who: Who, *, by: User | None,
    source: str, at: datetime, role: str = Role.PARTICIPANT,
) -> bool:  # fmt: skip
    """Put one person on the list as come, without asking for rights; say whether it is new.

    For check-in by a code, which is open to whoever stands in the room.
    """
    taken = _add(activity, [who], came=True, source=source, by=by, at=at, role=role)
    invite(activity, _schools([who]))
    return bool(taken.added)


def _add(  # noqa: PLR0913  # as above
    activity: Activity, found: Iterable[Who], *, came: bool, source: str, by: User | None,
    at: datetime, role: str = Role.PARTICIPANT,
) -> Taken:  # fmt: skip
    """Add those who do not stand there; the caller holds the lock of the activity."""
    taken = Taken()
    rows = activity.participations.select_related("organisation", "person")
    standing = {_key(_who(row)): row for row in rows}
    new: dict[tuple[object, ...], Participation] = {}
    for one in found:
        key = _key(one)
        row = standing.get(key) or new.get(key)
        if row is None:
            new[key] = _row(activity, one, role=role, came=came, source=source)
            continue
        taken.known += 1
        taken.findings += _stands_elsewhere(row, one)
        row.came = row.came or came
    for row in new.values():
        row.entered_by, row.entered_at = by, at
    Participation.objects.bulk_create(new.values())
    Participation.objects.bulk_update(standing.values(), ["came"])
    taken.added = len(new)
    return taken


def _row(activity: Activity, who: Who, **fields: Any) -> Participation:
    if isinstance(who, Guest):
        home, fields = who.organisation, fields | {"name": who.name}
    else:
        home, fields = who[1], fields | {"person": who[0]}
    return Participation(activity=activity, organisation=home, **fields)


def _who(row: Participation) -> Who:
    if row.person:
        return row.person, row.organisation
    return Guest(row.name, row.organisation)


def _key(who: Who) -> tuple[object, ...]:
    """Return what makes somebody the same: the card, or the name with the organisation."""
    if isinstance(who, Guest):
        return who.name, who.organisation.pk
    return (who[0].pk,)


def _stands_elsewhere(row: Participation, who: Who) -> list[str]:
    if isinstance(who, Guest) or row.organisation_id == who[1].pk:
        return []
    home = row.organisation.short_name
    return [f"{who[0].short_name}: уже в списке от «{home}», второй раз не внесено."]


def _settle(activity: Activity, taken: Taken, *, by: User, at: datetime) -> None:
    rows = activity.participations.select_related("organisation")
    invite(activity, {one.organisation for one in rows if _is_school(one.organisation)})
    traces.put(activity, by=by, at=at)
    if taken.added:
        audit.record(
            "activity.add_people", target=activity, by=by, at=at, after={"n": taken.added}
        )


def _schools(found: Iterable[Who]) -> set[Organisation]:
    homes = {one.organisation if isinstance(one, Guest) else one[1] for one in found}
    return {home for home in homes if _is_school(home)}


def _is_school(organisation: Organisation) -> bool:
    return organisation.kind == Organisation.Kind.SCHOOL


def _read(
    activity: Activity, rows: Sequence[Row], home: Organisation | None, *, by: User
) -> tuple[Found, list[str]]:
    """Tell whom each line means; what is not clear is said, with its line."""
    places = places_of(activity, by=by)
    place_of = _places(places)
    staff = Staff(places, on=activity.day)
    found: Found = []
    findings: list[str] = []
    seen: dict[tuple[int, str], int] = {}
    for row in rows:
        where = place_of(row.organisation) if row.organisation else home
        sentence = _refusal(row, where)
        if where is not None and not sentence:
            first = seen.setdefault((where.pk, row.name.casefold()), row.line)
            if first != row.line:
                sentence = f"повторяет строку {first}, второй раз не взята."
        if sentence or where is None:
            findings.append(f"Строка {row.line}, «{row.name}»: {sentence}")
            continue
        people = staff.find(row.name, where)
        if len(people) > 1:
            findings.append(
                f"Строка {row.line}, «{row.name}»: таких в списке сотрудников "
                f"{len(people)}, внесено как имя без карточки."
            )
        found.append((people[0], where) if len(people) == 1 else Guest(row.name[:160], where))
    return found, findings


def _refusal(row: Row, where: Organisation | None) -> str:
    if where is None and row.organisation:
        return f"организация «{row.organisation}» не узнана, строка не взята."
    if where is None:
        return "не сказано, из какой организации; строка не взята."
    if not is_name(row.name):
        return "нужны фамилия и имя или инициалы; строка не взята."
    return ""


def places_of(activity: Activity, *, by: User) -> list[Organisation]:
    """Return organisations whose people may stand on the list: invited, near, the organiser."""
    rows = Organisation.objects.filter(invitations__activity=activity)
    rows |= Organisation.objects.filter(pk=activity.organiser_id)
    near = organisers_for(by, on=activity.day) | schools_for(by, on=activity.day)
    return list({one.pk: one for one in (*rows, *near)}.values())


def _places(places: list[Organisation]) -> Callable[[str], Organisation | None]:
    directory = Directory(places, [])
    known: dict[str, Organisation | None] = {}

    def place_of(text: str) -> Organisation | None:
        if text not in known:
            known[text] = the_one(directory.organisations(text))
        return known[text]

    return place_of
