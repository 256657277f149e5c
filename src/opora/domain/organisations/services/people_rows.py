"""Rows of a list of people: what becomes of each, and the writing of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from opora.domain.organisations.fates import RowFate, RowRefused, listed, one_of, read_day
from opora.domain.organisations.matching import Directory, the_one
from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.organisations.roster import RosterRow, load_words
from opora.domain.organisations.services import memberships
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import users

_NAME = re.compile(r"[А-ЯЁа-яё][А-ЯЁа-яё'’.-]*")
_TERM = ("post", "since", "until")
_LABELS = {
    "last_name": "фамилия", "first_name": "имя", "patronymic": "отчество",
    "post": "должность", "since": "с какого дня", "until": "по какой день", "role": "роль",
}  # fmt: skip


class _Known:
    """Organisations of the territory, and the people named in the list, loaded once."""

    def __init__(self, rows: Sequence[RosterRow], territory: Territory) -> None:
        self.directory = Directory.of(territory, with_region=False)
        emails = {row["email"].lower() for row in rows}
        self.people = {user.email: user for user in User.objects.filter(email__in=emails)}
        members = Membership.objects.filter(user__email__in=emails).select_related(
            "organisation__territory"
        )
        self.members = {
            (member.user_id, member.organisation_id, member.role): member for member in members
        }
        self.seen: dict[tuple[object, ...], int] = {}
        self.named: dict[str, tuple[str, ...]] = {}
        self.local = {m.user_id for m in members if m.organisation.territory_id == territory.pk}


def plan(rows: Sequence[RosterRow], territory: Territory) -> Iterator[RowFate]:
    """Give the fate of each row, in order. A person may stand in several rows."""
    known = _Known(rows, territory)
    for row in rows:
        try:
            yield _fate(row, known)
        except RowRefused as refusal:
            what = row["full_name"] or row["last_name"] or row["email"] or f"строка {row.line}"
            yield RowFate(row, "refuse", what, str(refusal))


def _fate(row: RosterRow, known: _Known) -> RowFate:
    values, inferred = _values(row, known)
    _refuse_repetition(row, values, known)
    user = known.people.get(values["email"])
    organisation, role = values["organisation"], Role(values["role"])
    what = f"{values['last_name']} {values['first_name']}: {role.label.lower()}, {organisation}"
    if user is None:
        return RowFate(row, "add", what, inferred or "новый человек", values)
    _refuse_other_person(values, user, known)
    member = known.members.get((user.pk, organisation.pk, values["role"]))
    if member is None:
        return RowFate(row, "add", what, inferred or "новая роль", values, user)
    differing = [*_renamed(values, user), *_term_differs(values, member)]
    if not differing:
        return RowFate(row, "same", what, "уже записано так же", values, user)
    why = "изменится: " + ", ".join(_LABELS[field] for field in differing)
    return RowFate(row, "change", what, why, values, user)


def _values(row: RosterRow, known: _Known) -> tuple[dict[str, Any], str]:
    role, inferred = _role(row)
    organisation = _organisation(row, known)
    try:
        memberships.check_fit(role, organisation)
    except memberships.RoleDoesNotFit as misfit:
        raise RowRefused(f"{misfit} Исправьте роль или организацию.") from misfit
    since, until = read_day(row, "since", "с"), read_day(row, "until", "по")
    if since and until and until < since:
        raise RowRefused("Последний день роли раньше первого. Исправьте столбцы «с» и «по».")
    values = {
        "email": _email(row),
        **_names(row),
        "organisation": organisation,
        "role": role.value,
        "post": row["post"][:160],
        "since": since,
        "until": until,
    }
    return values, inferred


def _email(row: RosterRow) -> str:
    email = row["email"].strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        shown = f"«{email}» — не адрес почты" if email else "пусто"
        raise RowRefused(
            f"Столбец «Электронная почта»: {shown}. По нему человек входит в систему."
        ) from error
    return email


def _names(row: RosterRow) -> dict[str, str]:
    text = row["full_name"] or " ".join(row[field] for field in users.NAMES)
    words = text.split()
    if not 2 <= len(words) <= 4 or not all(_NAME.fullmatch(word) for word in words):  # noqa: PLR2004
        raise RowRefused(
            f"ФИО «{text}» не понять. Напишите фамилию, имя и отчество полностью, "
            "русскими буквами."
        )
    if any("." in word for word in words):
        raise RowRefused(f"В ФИО «{text}» инициалы. Напишите имя и отчество полностью.")
    last, first, *rest = words
    return {"last_name": last, "first_name": first, "patronymic": " ".join(rest)}


def _role(row: RosterRow) -> tuple[Role, str]:
    known = load_words().roles
    if row["role"]:
        role = one_of(row["role"], known)
        if role is None:
            labels = ", ".join(label.lower() for label in Role.labels)
            raise RowRefused(f"Столбец «Роль»: «{row['role']}» не понять. Напишите: {labels}.")
        return Role(role), ""
    role = one_of(row["post"], known)
    if role is None:
        raise RowRefused("Роль не указана, а по должности её не понять. Впишите роль.")
    return Role(role), f"роль определена по должности: {Role(role).label.lower()}"


def _organisation(row: RosterRow, known: _Known) -> Organisation:
    if not row["organisation"]:
        raise RowRefused("Пустой столбец «Организация». Впишите, где работает человек.")
    matches = known.directory.organisations(row["organisation"])
    found = the_one(matches)
    if found is not None:
        return found
    printed = row["organisation"]
    if matches:
        names = listed([match.organisation.short_name for match in matches])
        raise RowRefused(f"Организация «{printed}»: возможны {names}. Напишите точнее.")
    raise RowRefused(
        f"Организации «{printed}» нет в списке. Сначала загрузите список организаций."
    )


def _refuse_repetition(row: RosterRow, values: dict[str, Any], known: _Known) -> None:
    key = (values["email"], values["organisation"].pk, values["role"])
    first = known.seen.setdefault(key, row.line)
    if first != row.line:
        raise RowRefused(f"Повторяет строку {first}. Оставьте одну из них.")
    names = tuple(values[name] for name in users.NAMES)
    if known.named.setdefault(values["email"], names) != names:
        raise RowRefused(
            "Этот адрес почты стоит в другой строке у другого человека. Исправьте."
        )


def _refuse_other_person(values: dict[str, Any], user: User, known: _Known) -> None:
    """Refuse to rename by a list whoever works elsewhere, or to take over another's account."""
    differing = _renamed(values, user)
    local = user.pk in known.local
    if differing and not (local and {"last_name", "first_name"} - set(differing)):
        raise RowRefused(
            "Этот адрес почты занят другим человеком. Проверьте адрес; если изменились "
            "и фамилия, и имя, исправьте их на странице человека."
        )


def _renamed(values: dict[str, Any], user: User) -> list[str]:
    now = {name: getattr(user, name) for name in users.NAMES}
    return list(audit.changes(now, {name: values[name] for name in users.NAMES})[1])


def _term_differs(values: dict[str, Any], member: Membership) -> list[str]:
    now = {name: getattr(member, name) for name in _TERM}
    return list(audit.changes(now, {name: values[name] for name in _TERM})[1])


def write(fate: RowFate, territory: Territory, *, by: User, at: datetime) -> None:  # noqa: ARG001
    """Write one row: the account if it is new, the names, the role."""
    values = fate.values
    names = {name: values[name] for name in users.NAMES}
    user = User.objects.filter(email=values["email"]).first()
    if user is None:
        user = users.add(email=values["email"], by=by, at=at, **names)
    else:
        users.rename(user=user, by=by, at=at, **names)
    place = {"organisation": values["organisation"], "role": Role(values["role"])}
    term = {name: values[name] for name in _TERM}
    member = Membership.objects.filter(user=user, **place).first()
    if member is None:
        memberships.grant(user=user, by=by, at=at, **place, **term)
    else:
        memberships.amend(membership=member, by=by, at=at, **term)
