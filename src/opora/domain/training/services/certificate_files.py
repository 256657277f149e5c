"""Certificates as a table: the template out, a filled one in, row by row."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from opora.domain.organisations.models import Organisation
from opora.domain.organisations.roster import RosterRefused, read_sheets
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.staff.models import Employment
from opora.domain.training.models.courses import Kind, topics
from opora.domain.training.refusals import TrainingRefused
from opora.domain.training.services import completions
from opora.domain.training.services.completions import Certificate
from opora.methodology.training import Field, load_training

MOST_ROWS = 2000
HEADERS: dict[Field, str] = {
    "person": "ФИО", "organisation": "Организация", "title": "Программа",
    "provider": "Кто обучал", "kind": "Вид обучения", "hours": "Часов",
    "topic": "Компетенция или фактор риска (код)", "number": "Номер удостоверения",
    "since": "Начало", "until": "Окончание", "issued": "Дата выдачи",
}  # fmt: skip
NEEDED: tuple[Field, ...] = ("person", "title", "provider", "hours", "issued")
_HEADER_WITHIN = 15
_WIDTH = 24
_HOURS = re.compile(r"\d+")
_DAYS = (
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), (3, 2, 1)),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), (1, 2, 3)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A remark on a row of the file."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: rows entered, rows that were not, and what to look at."""

    entered: int
    refused: tuple[Line, ...]
    remarks: tuple[Line, ...]


People = Mapping[str, list[Employment]]
Row = Mapping[Field, str]


def template(schools: Iterable[Organisation], *, on: date) -> bytes:
    """Return a workbook with our columns, and the people of the schools to copy from."""
    staff = Employment.objects.on(on).filter(organisation__in=list(schools))
    people = staff.select_related("person", "organisation").order_by(
        "organisation__short_name", "person__search", "pk"
    )
    names = dict.fromkeys((one.person.full_name, one.organisation.short_name) for one in people)
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        wrapped = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Удостоверения")
        sheet.set_column(0, len(HEADERS) - 1, _WIDTH)
        sheet.write_row(0, 0, HEADERS.values(), wrapped)
        sheet.freeze_panes(1, 1)
        _write(book.add_worksheet("Сотрудники"), names)
        _write(book.add_worksheet("Коды"), topics().items())
    return made.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, rows: Iterable[Sequence[str]]) -> None:
    sheet.set_column(0, 1, _WIDTH * 2)
    for line, cells in enumerate(rows):
        for place, words in enumerate(cells):
            sheet.write_string(line, place, words)


def take(
    *, content: bytes, name: str, schools: Sequence[Organisation], by: User, at: datetime
) -> Taken:
    """Enter every row that is understood; the others are said with their reason.

    Raises
    ------
    TrainingRefused
        If it is no table of certificates or too long for one go.
    """
    first, rows = _read(content, name)
    people = _people(schools)
    entered, refused, remarks = 0, [], []
    for number, row in enumerate(rows, start=first):
        if not any(row.get(field) for field in ("title", "number", "issued")):
            continue
        try:
            made = completions.enter(certificate=_certificate(row, people), by=by, at=at)
        except (TrainingRefused, NotAllowed) as refusal:
            refused.append(Line(number, str(refusal)))
            continue
        entered += 1
        if made.is_short:
            remarks.append(Line(number, f"{made.hours} ч — меньше, чем требуется, не в счёт."))
        if not made.number:
            remarks.append(Line(number, "Нет номера: подтвердить обучение будет нечем."))
    return Taken(entered, tuple(refused), tuple(remarks))


def _read(content: bytes, name: str) -> tuple[int, list[Row]]:
    try:
        sheets = read_sheets(content)
    except RosterRefused as refusal:
        raise TrainingRefused(str(refusal)) from refusal
    for rows in sheets:
        for place, cells in enumerate(rows[:_HEADER_WITHIN]):
            columns = _columns(cells)
            if all(field in columns for field in NEEDED):
                below = rows[place + 1 :]
                if len(below) > MOST_ROWS:
                    raise TrainingRefused(
                        f"В файле «{name}» {len(below)} строк, а за один раз можно внести "
                        f"{MOST_ROWS}. Разделите его, например, по школам."
                    )
                return place + 2, [_row(line, columns) for line in below]
    needed = ", ".join(f"«{HEADERS[field]}»" for field in NEEDED)
    raise TrainingRefused(
        f"В файле «{name}» нет строки с названиями столбцов: {needed}. Возьмите наш шаблон."
    )


def _columns(cells: Sequence[str]) -> dict[Field, int]:
    found: dict[Field, int] = {}
    for place, cell in enumerate(cells):
        field = load_training().field_of(cell)
        if field is not None:
            found.setdefault(field, place)
    return found


def _row(cells: Sequence[str], columns: Mapping[Field, int]) -> Row:
    return {
        field: " ".join(cells[place].split()) if place < len(cells) else ""
        for field, place in columns.items()
    }


def _people(schools: Sequence[Organisation]) -> People:
    found: dict[str, list[Employment]] = {}
    staff = Employment.objects.filter(organisation__in=schools)
    seen = set()
    for one in staff.select_related("person", "organisation__territory").order_by("pk"):
        if (key := (one.person_id, one.organisation_id)) not in seen:
            seen.add(key)
            found.setdefault(one.person.search, []).append(one)
    return found


def _certificate(row: Row, people: People) -> Certificate:
    who = _employment(row["person"], row.get("organisation", ""), people)
    is_retraining = load_training().is_retraining(row.get("kind", "") + " " + row["title"])
    lacking = [HEADERS[field] for field in ("title", "provider") if not row[field]]
    if lacking:
        raise TrainingRefused(f"Пусто в столбце «{lacking[0]}».")
    issued = _day(row["issued"], "issued")
    if issued is None:
        raise TrainingRefused(f"Пусто в столбце «{HEADERS['issued']}».")
    return Certificate(
        person=who.person, organisation=who.organisation, title=row["title"][:300],
        provider=row["provider"][:200], hours=_hours(row["hours"]), issued=issued,
        kind=Kind.RETRAINING if is_retraining else Kind.COURSE,
        topic=_topic(row.get("topic", "")), number=row.get("number", "")[:60],
        since=_day(row.get("since", ""), "since"), until=_day(row.get("until", ""), "until"),
    )  # fmt: skip


def _employment(name: str, place: str, people: People) -> Employment:
    same = people.get(name.casefold().replace("ё", "е"), [])
    if not same:
        raise TrainingRefused(f"«{name}»: такого человека нет в списках ваших организаций.")
    wanted = place.casefold()
    there = [
        one for one in same
        if wanted in (one.organisation.short_name.casefold(), one.organisation.name.casefold())
    ]  # fmt: skip
    if place and not there:
        raise TrainingRefused(f"«{name}» не числится в организации «{place}».")
    chosen = there or same
    if len(chosen) > 1:
        raise TrainingRefused(
            f"«{name}»: таких несколько. Впишите в столбец «{HEADERS['organisation']}» краткое "
            "наименование."
        )
    return chosen[0]


def _hours(said: str) -> int:
    found = _HOURS.search(said)
    if found is None:
        raise TrainingRefused(f"«{said}» — не число часов.")
    return int(found.group())


def _day(said: str, field: Field) -> date | None:
    if not said:
        return None
    for shape, (year, month, day) in _DAYS:
        if found := shape.search(said):
            try:
                return date(*(int(found.group(place)) for place in (year, month, day)))
            except ValueError:
                break
    raise TrainingRefused(f"{HEADERS[field]}: «{said}» — не дата, нужна «31.10.2025».")


def _topic(said: str) -> str:
    if not said:
        return ""
    code = said.partition(" ")[0].upper()
    if code not in topics():
        raise TrainingRefused(f"Кода «{said}» нет среди компетенций и факторов риска.")
    return code
