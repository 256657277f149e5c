"""Passports as files: the template out, a filled one in, each answer with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opora.domain.acts.models import StoredFile
from opora.domain.acts.services import files
from opora.domain.context.checks import LARGEST
from opora.domain.context.fields import PUPILS, SETTLEMENTS, TEACHERS, field_of
from opora.domain.context.models import Passport, PassportValue
from opora.domain.context.services import passports
from opora.domain.organisations.models import OrganisationCode
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.results import FileResults, ResultsRefused, read_results
from opora.results.cells import key_of
from opora.results.findings import fix_of, sentence_of
from opora.results.model import Finding
from opora.results.model import PassportValue as ReadValue
from opora.results.templates import TemplateSchool, passport_template


class PassportFileRefused(Refused):
    """The file holds no passport of this school; the sentence says what it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One remark on a file, with its place."""

    place: str
    sentence: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class FileTaken:
    """What came of a file: how many answers were taken, and what was not."""

    taken: int
    lines: tuple[Line, ...]


def template(passport: Passport) -> bytes:
    """Return the workbook in which the school fills its passport."""
    campaign, school = passport.campaign, passport.school
    login = school.codes.filter(scheme=OrganisationCode.Scheme.OKO).order_by("-since").first()
    earlier = passports.last_year_of(passport)
    before = earlier.answers() if earlier else {}
    return passport_template(
        TemplateSchool(login.value if login else "", school.name),
        year=campaign.year,
        day=f"{campaign.as_of:%d.%m.%Y}",
        last_year={_line_of(code): one for code, one in _in_words(before).items()},
        with_families=False,
    )


def _in_words(answers: Mapping[str, int | str | None]) -> dict[str, int | str]:
    """Return the answers as a sheet shows them, without those that are not there."""
    return {
        code: SETTLEMENTS.get(one, one) if isinstance(one, str) else one
        for code, one in answers.items()
        if one is not None
    }


def _line_of(code: str) -> str:
    """Return by what the template knows a question: totals by their line, items by code."""
    return field_of(code).title if code in {PUPILS, TEACHERS} else code


def take_file(
    *, passport: Passport, stored: StoredFile, name: str, by: User, at: datetime
) -> FileTaken:
    """Read a filled passport into the draft; what is not understood is said, never guessed.

    Raises
    ------
    PassportFileRefused
        If the file cannot be read or holds no passport, or passports of several schools.
    PassportClosed
        If the passport is handed in.
    """
    read = _read(stored, name)
    rows = _rows(read, name)
    passports.save_many(passport=passport, rows=rows, by=by, at=at)
    Passport.objects.filter(pk=passport.pk).update(file=stored)
    audit.record(
        "passport.file", target=passport, by=by, at=at, after={"file": name, "n": len(rows)}
    )
    return FileTaken(len(rows), tuple(_lines(read)))


def _read(stored: StoredFile, name: str) -> FileResults:
    try:
        with files.path_of(stored).open("rb") as source:
            read = read_results(source, name)
    except ResultsRefused as refusal:
        raise PassportFileRefused(str(refusal)) from refusal
    if read.layout != "social_passport":
        raise PassportFileRefused(
            f"В файле «{name}» нет социального паспорта. Скачайте шаблон и заполните его; "
            "результаты ВПР, ОГЭ и ЕГЭ загружают на странице «Результаты»."
        )
    if len({one.school for one in read.passport if one.school}) > 1:
        raise PassportFileRefused("В файле паспорта нескольких школ: нужен файл одной школы.")
    return read


def _rows(read: FileResults, name: str) -> dict[str, dict[str, Any]]:
    rows = {
        item: _fields(value, name)
        for value in read.passport
        if (item := _item(value)) and value.class_name is None
    }
    pupils = _pupils(read)
    if len(pupils) == 1 and _count(pupils[0]) is not None:
        origin = {"source": PassportValue.Source.FILE, "origin": name[:300]}
        rows[PUPILS] = {"number": pupils[0], "choice": "", "absent": "", **origin}
    return {
        item: row for item, row in rows.items() if row["number"] is not None or row["choice"]
    }


def _pupils(read: FileResults) -> list[int]:
    """Return the numbers of all pupils that the file names."""
    return [one.participants for one in read.schools if one.participants is not None]


def _fields(value: ReadValue, name: str) -> dict[str, Any]:
    place = f"{name}, {_place(value)}"
    return {
        "number": _count(value.value),
        "choice": value.choice or "",
        "absent": "",
        "source": PassportValue.Source.FILE,
        "origin": place[:300],
    }


def _count(number: float | None) -> int | None:
    """Return a count of people of one school; None for what cannot be one."""
    if number is None or not 0 <= number <= LARGEST or number != int(number):
        return None
    return int(number)


def _lines(read: FileResults) -> list[Line]:
    found = [Line(_where(one), sentence_of(one), fix_of(one)) for one in read.findings]
    totals = _pupils(read)  # their line is among the values too, without a code
    unknown = [
        Line(_place(one), f"Строка «{one.indicator[:80]}» в паспорт не входит.")
        for one in read.passport
        if one.value is not None
        and _item(one) is None
        and not (one.item is None and one.value in totals)
    ]
    impossible = [
        Line(
            _place(one),
            f"«{one.value:g}» в строке «{one.indicator[:80]}» — не число людей: не взято.",
            "Нужно целое число от нуля.",
        )
        for one in read.passport
        if _item(one) and one.value is not None and _count(one.value) is None
    ]  # fmt: skip
    return found + unknown + impossible


def _where(finding: Finding) -> str:
    parts = (
        f"лист «{finding.sheet}»" if finding.sheet else "",
        f"строка {finding.row}" if finding.row else "",
        finding.column or "",
    )
    return ", ".join(filter(None, parts)) or "файл"


def _place(value: ReadValue) -> str:
    sheet = f"лист «{value.place.sheet}», " if value.place.sheet else ""
    return f"{sheet}строка {value.place.row}"


def _item(value: ReadValue) -> str | None:
    """Return the code of the question that a line answers, None where none does."""
    if value.item is None:
        is_teachers = key_of(value.indicator) == key_of(field_of(TEACHERS).title)
        return TEACHERS if is_teachers else None
    try:
        field = field_of(value.item)
    except KeyError:
        return None
    # A place in numbers is no answer: types of settlement are chosen by words.
    return field.code if not field.choice or value.choice else None
