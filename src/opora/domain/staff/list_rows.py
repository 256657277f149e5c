"""Cells of one row of a staff list: the name, the post and its conditions. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from opora.domain.organisations.fates import RowRefused, one_of, read_day
from opora.domain.organisations.naming import fold
from opora.domain.organisations.roster import RosterRow
from opora.domain.staff.models import Employment
from opora.domain.staff.services.staff import Name, Place
from opora.domain.staff.staff_list import load_staff_words, subjects_in

_WORD = re.compile(r"[А-ЯЁа-яё][А-ЯЁа-яё'’-]*")
_YEAR = re.compile(r"(?<!\d)(19[2-9]\d|20[01]\d)(?!\d)")
_LOAD = re.compile(r"\d+(?:[.,]\d+)?")
_PARTS = ("last_name", "first_name", "patronymic")
_MOST_LOAD = 3


@dataclass(frozen=True, slots=True)
class Cells:
    """A row as understood: a place for each subject, and what was inferred, in words."""

    name: Name
    places: tuple[Place, ...]
    remarks: tuple[str, ...]


def read_cells(row: RosterRow) -> Cells:
    """Understand a row.

    Raises
    ------
    RowRefused
        If a name, a post, a number or a day cannot be understood.
    """
    post, remarks = _post(row)
    subjects, unknown = _subjects(row, post)
    since, until = read_day(row, "since", "Работает с"), read_day(row, "until", "Работал по")
    if since and until and until < since:
        raise RowRefused("Последний день работы раньше первого. Исправьте дни.")
    places = tuple(
        Place(
            post=post, title=_title(row, post), subject=subject, part_time=_part_time(row),
            load=_load(row) if number == 0 else None, category=_category(row),
            since=since, until=until,
        )
        for number, subject in enumerate(subjects)
    )  # fmt: skip
    if len(places) > 1 and places[0].load:
        remarks.append("ставка записана при первом предмете")
    return Cells(_name(row), places, (*remarks, *unknown))


def _name(row: RosterRow) -> Name:
    text = row["full_name"] or " ".join(filter(None, (row[part] for part in _PARTS)))
    words = text.split()
    if not 2 <= len(words) <= 4 or not all(_WORD.fullmatch(word) for word in words):  # noqa: PLR2004
        raise RowRefused(
            f"Имя «{text}» не понять. Нужны фамилия, имя и отчество полностью, русскими "
            "буквами."
        )
    last, first, *rest = words
    return Name(
        last_name=last[:80], first_name=first[:80], patronymic=" ".join(rest)[:80],
        birth_year=_birth_year(row),
    )  # fmt: skip


def _birth_year(row: RosterRow) -> int | None:
    if not row["birth_year"]:
        return None
    found = _YEAR.search(row["birth_year"])
    if found is None:
        raise RowRefused(f"Год рождения «{row['birth_year']}» не понять. Нужно: 1980.")
    return int(found.group())


def _post(row: RosterRow) -> tuple[str, list[str]]:
    printed = row["post"]
    if not printed:
        raise RowRefused("Пустой столбец «Должность».")
    post = one_of(printed, load_staff_words().posts)
    if post is None:
        other = Employment.Post.OTHER
        return other, [f"«{printed}»: отнесено к виду «{other.label.lower()}»"]
    return post, []


def _title(row: RosterRow, post: str) -> str:
    """Return the post as printed where it says more than our word for it."""
    same = fold(row["post"]) == fold(Employment.Post(post).label)
    return "" if same else row["post"][:160]


def _subjects(row: RosterRow, post: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return subjects of the row, one empty if none, and what could not be counted."""
    printed = row["subject"]
    found = subjects_in(printed)
    if printed and not found:
        return ("",), (f"предмет «{printed}» не из тех, по которым считают результаты",)
    if found or post != Employment.Post.TEACHER:
        return found or ("",), ()
    inferred = subjects_in(row["post"])
    if inferred:
        return inferred, ("предмет взят из должности",)
    return ("",), ()


def _load(row: RosterRow) -> Decimal | None:
    printed = row["load"]
    if not printed:
        return None
    found = _LOAD.search(printed)
    load = Decimal(found.group().replace(",", ".")) if found else Decimal(0)
    if not 0 < load <= _MOST_LOAD:
        raise RowRefused(
            f"Ставка «{printed}»: нужно число больше 0 и не больше {_MOST_LOAD}, например 0,75."
        )
    return round(load, 2)


def _part_time(row: RosterRow) -> bool:
    printed = row["part_time"]
    found = one_of(printed, load_staff_words().part_time) if fold(printed) else "no"
    if found is None:
        raise RowRefused(f"Совместитель: «{printed}» не понять. Напишите «да» или «нет».")
    return found == "yes"


def _category(row: RosterRow) -> str:
    printed = row["category"]
    if not fold(printed):
        return Employment.Category.UNKNOWN
    found = one_of(printed, load_staff_words().categories)
    if found is None:
        raise RowRefused(
            f"Категория «{printed}» не понята. Напишите: высшая, первая, без категории."
        )
    return "" if found == "unknown" else found
