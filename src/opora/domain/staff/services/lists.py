"""Staff lists: planned row by row, then carried out at once. Call as ``lists.plan_list(...)``.

The plan is made anew inside the transaction that carries it out, so what two people did in
between counts, and carrying out the same list twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.organisations.fates import Fates, RowFate, RowRefused, listed
from opora.domain.organisations.matching import Directory, the_one
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.roster import RosterRow
from opora.domain.people.models import User
from opora.domain.staff.list_rows import read_cells
from opora.domain.staff.models import Employment, Person
from opora.domain.staff.services import staff
from opora.domain.staff.services.staff import Name, Place
from opora.domain.staff.staff_list import StaffList
from opora.methodology.subjects import load_subjects

_LABELS = {
    "title": "должность", "subject": "предмет", "load": "ставка", "part_time": "совместитель",
    "category": "категория", "since": "работает с", "until": "работал по",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan(Fates):
    """A list, the fate of each of its rows, and who of its schools does not stand in it."""

    given: StaffList
    places: tuple[Organisation, ...]
    home: Organisation | None
    absent: tuple[str, ...]


def plan_list(
    given: StaffList, places: Sequence[Organisation], *, home: Organisation | None, on: date
) -> Plan:
    """Say what would become of each row; nothing is written.

    Parameters
    ----------
    places : sequence of Organisation
        Organisations whose lists the person keeps.
    home : Organisation, optional
        Where people work whose row does not say.
    """
    known = _Known(given.rows, places, on=on)
    fates = tuple(fate for row in given.rows for fate in _fates(row, known, home))
    return Plan(fates, given, tuple(places), home, known.absent(fates))


@transaction.atomic
def carry_out(plan: Plan, *, by: User, at: datetime) -> Plan:
    """Write the rows that add or change something; refused rows are left out.

    Returns
    -------
    Plan
        The plan as it was carried out, made anew at the moment of writing.

    Raises
    ------
    NotAllowed
        If the person does not keep the list of an organisation in it.
    """
    list(
        Organisation.objects.select_for_update().filter(pk__in=[one.pk for one in plan.places])
    )
    fresh = plan_list(plan.given, plan.places, home=plan.home, on=localdate(at))
    newcomers: dict[int, Person] = {}
    for fate in fresh.fates:
        if fate.fate == "add":
            _add(fate, newcomers, by=by, at=at)
        elif fate.fate == "change":
            staff.correct(employment=fate.target, place=fate.values["place"], by=by, at=at)
    return fresh


def _add(fate: RowFate, newcomers: dict[int, Person], *, by: User, at: datetime) -> None:
    """Enter a post: of a known person, of somebody new, or of a newcomer of an earlier row."""
    told = fate.values
    place = {"organisation": told["organisation"], "place": told["place"]}
    person = fate.target or newcomers.get(told["newcomer"])
    if person is not None:
        staff.employ(person=person, by=by, at=at, **place)
        return
    made = staff.add(name=told["name"], by=by, at=at, another=True, **place)
    newcomers[told["newcomer"]] = made.person


@dataclass(slots=True)
class _Newcomer:
    """Somebody whom an earlier row brings."""

    line: int
    birth_year: int | None
    homes: set[int] = field(default_factory=set)


class _Known:
    """Organisations, people of these names and their posts, loaded once."""

    def __init__(
        self, rows: Sequence[RosterRow], places: Sequence[Organisation], *, on: date
    ) -> None:
        self.directory = Directory(list(places), [])
        self.places = {one.pk: one for one in places}
        self.newcomers: dict[tuple[str, int], list[_Newcomer]] = defaultdict(list)
        self.seen: dict[tuple[Any, ...], int] = {}
        names = {_searched(row) for row in rows}
        self.namesakes: dict[tuple[str, int], list[Person]] = defaultdict(list)
        territories = {one.territory_id for one in places}
        people = Person.objects.filter(territory__in=territories, search__in=names)
        for person in people.order_by("pk"):
            self.namesakes[person.search, person.territory_id].append(person)
        going = Q(until=None) | Q(until__gte=on)
        near = Q(person__in=people) | Q(organisation__in=list(self.places))
        self.posts: dict[int, list[Employment]] = defaultdict(list)
        held = Employment.objects.filter(going, near)
        for post in held.select_related("person", "organisation__territory").order_by("pk"):
            self.posts[post.person_id].append(post)

    def absent(self, fates: Sequence[RowFate]) -> tuple[str, ...]:
        """Return who works in the organisations of the list and does not stand in it."""
        told = [fate.values for fate in fates if fate.values]
        homes = {one["organisation"].pk for one in told}
        named = {(one["name"].folded, one["organisation"].pk) for one in told}
        missing = {
            f"{post.person.full_name}, {post.organisation.short_name}": None
            for posts in self.posts.values()
            for post in posts
            if post.organisation_id in homes
            and (post.person.search, post.organisation_id) not in named
        }
        return tuple(sorted(missing))


def _searched(row: RosterRow) -> str:
    parts = (row["last_name"], row["first_name"], row["patronymic"])
    words = row["full_name"] or " ".join(filter(None, parts))
    return " ".join(words.casefold().replace("ё", "е").split())


@dataclass(frozen=True, slots=True)
class _Reading:
    """Of whom and of what organisation a row speaks."""

    row: RosterRow
    name: Name
    where: Organisation
    who: Person | _Newcomer
    remarks: tuple[str, ...]


def _fates(row: RosterRow, known: _Known, home: Organisation | None) -> list[RowFate]:
    try:
        cells = read_cells(row)
        where = _organisation(row, known, home)
        who, said = _person(cells.name, where, known, row.line)
        reading = _Reading(row, cells.name, where, who, (*said, *cells.remarks))
        return [_fate(reading, place, known) for place in cells.places]
    except RowRefused as refusal:
        return [RowFate(row, "refuse", _printed(row), str(refusal))]


def _printed(row: RosterRow) -> str:
    parts = (row["last_name"], row["first_name"], row["patronymic"])
    return row["full_name"] or " ".join(filter(None, parts)) or f"строка {row.line}"


def _organisation(row: RosterRow, known: _Known, home: Organisation | None) -> Organisation:
    printed = row["organisation"]
    if not printed:
        if home is None:
            raise RowRefused("Не сказано, из какой организации. Впишите столбец «Организация».")
        return home
    matches = known.directory.organisations(printed)
    found = the_one(matches)
    if found is None:
        near = listed([match.organisation.short_name for match in matches])
        hint = f" Возможны {near}: напишите точнее." if near else ""
        raise RowRefused(f"Организации «{printed}» нет среди тех, чьи списки вы ведёте.{hint}")
    return found


def _person(
    name: Name, where: Organisation, known: _Known, line: int
) -> tuple[Person | _Newcomer, tuple[str, ...]]:
    """Tell who it is: somebody who works there, somebody known, a newcomer; never a guess."""
    fits = [
        one for one in known.namesakes[name.folded, where.territory_id]
        if not (name.birth_year and one.birth_year and name.birth_year != one.birth_year)
    ]  # fmt: skip
    here = [
        one
        for one in fits
        if where.pk in {post.organisation_id for post in known.posts[one.pk]}
    ]
    if len(here) == 1:
        return here[0], ()
    if len(here) > 1:
        raise RowRefused(
            f"В организации «{where.short_name}» таких {len(here)}. Впишите год рождения."
        )
    same = [one for one in fits if name.birth_year and one.birth_year == name.birth_year]
    if len(same) == 1:
        return same[0], (f"тот же человек: {_works(same[0], known)}, год рождения совпал",)
    if fits:
        raise RowRefused(
            f"Такое имя уже есть: {_works(fits[0], known)}. Если это тот же человек, добавьте "
            "ему должность на его карточке; если другой, внесите его кнопкой «Добавить "
            "человека»."
        )
    return _newcomer(name, where, known, line), ("новый человек",)


def _works(person: Person, known: _Known) -> str:
    homes = dict.fromkeys(post.organisation.short_name for post in known.posts[person.pk])
    return f"работает в «{'», «'.join(homes)}»" if homes else "раньше работал в округе"


def _newcomer(name: Name, where: Organisation, known: _Known, line: int) -> _Newcomer:
    rows = known.newcomers[name.folded, where.territory_id]
    for one in rows:
        if name.birth_year and one.birth_year and one.birth_year != name.birth_year:
            continue
        surely = name.birth_year and one.birth_year == name.birth_year
        if where.pk not in one.homes and not surely:
            raise RowRefused(
                f"То же имя в строке {one.line}, но другая организация. Впишите в обеих "
                "строках год рождения: по нему видно, один это человек или двое."
            )
        one.homes.add(where.pk)
        return one
    rows.append(_Newcomer(line, name.birth_year, {where.pk}))
    return rows[-1]


def _fate(reading: _Reading, place: Place, known: _Known) -> RowFate:
    row, who = reading.row, reading.who
    _refuse_repetition(reading, place, known)
    newcomer = who.line if isinstance(who, _Newcomer) else 0
    told = {
        "name": reading.name, "organisation": reading.where, "place": place,
        "newcomer": newcomer,
    }  # fmt: skip
    what = _what(reading, place)
    if isinstance(who, _Newcomer):
        return RowFate(row, "add", what, "; ".join(reading.remarks), told)
    held = _held(who, reading.where, place, known)
    if held is None:
        why = "; ".join(reading.remarks or ("ещё одна должность",))
        return RowFate(row, "add", what, why, told, who)
    merged = _merged(held, place, row)
    told |= {"place": merged}
    changed = [
        words for one, words in _LABELS.items() if getattr(merged, one) != getattr(held, one)
    ]
    if not changed:
        return RowFate(row, "same", what, "уже записано так же", told, held)
    why = "; ".join((f"изменится: {', '.join(changed)}", *reading.remarks))
    return RowFate(row, "change", what, why, told, held)


def _what(reading: _Reading, place: Place) -> str:
    name = reading.name
    words = " ".join(filter(None, (name.last_name, name.first_name, name.patronymic)))
    post = place.title or Employment.Post(place.post).label.lower()
    subject = f" ({_subject(place.subject)})" if place.subject else ""
    return f"{words}: {post}{subject}, {reading.where.short_name}"


def _subject(code: str) -> str:
    return next(one.name for one in load_subjects().subjects if one.code == code)


def _refuse_repetition(reading: _Reading, place: Place, known: _Known) -> None:
    who = reading.who
    whom = ("new", who.line) if isinstance(who, _Newcomer) else ("known", who.pk)
    key = (*whom, reading.where.pk, place.post, place.subject)
    first = known.seen.setdefault(key, reading.row.line)
    if first != reading.row.line:
        raise RowRefused(f"Повторяет строку {first}. Оставьте одну из них.")


def _held(who: Person, where: Organisation, place: Place, known: _Known) -> Employment | None:
    """Return the post that the row is about, also where one of them names no subject."""
    posts = [
        one for one in known.posts[who.pk]
        if one.organisation_id == where.pk and one.post == place.post
    ]  # fmt: skip
    exact = next((one for one in posts if one.subject == place.subject), None)
    if exact or not place.subject:
        return exact or (posts[0] if len(posts) == 1 else None)
    return next((one for one in posts if not one.subject), None)


def _merged(held: Employment, place: Place, row: RosterRow) -> Place:
    """Return the post after the row: an empty cell erases nothing."""
    return replace(
        place,
        title=place.title or held.title,
        subject=place.subject or held.subject,
        load=held.load if place.load is None else place.load,
        part_time=place.part_time if row["part_time"] else held.part_time,
        category=place.category or held.category,
        since=place.since or held.since,
        until=place.until or held.until,
    )
