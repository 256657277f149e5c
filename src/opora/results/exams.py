"""Which assessment is meant: lines that open an exam, titles of ФИС ОКО, names of files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from opora.methodology.subjects import load_subjects
from opora.results.cells import text_of
from opora.results.model import Kind

_DAY = (
    r"(?:(?P<y1>20\d\d)[.\-/_](?P<m1>\d{1,2})[.\-/_](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})[.\-/](?P<m2>\d{1,2})[.\-/](?P<y2>20\d\d))"
)
_DAY_SHAPE = re.compile(rf"(?<!\d){_DAY}(?!\d)")
_EXAM = re.compile(
    rf"(?:(?P<code>\d{{1,2}})\s*[-–—.]?\s*)?(?P<words>[^\W\d].*?)[\s(,]*{_DAY}\s*\)?(?:\s*г\.?)?"
)
_TITLE = re.compile(
    r"ВПР[\s.,:–—-]+(?:[а-яё ().]*?)(?P<year>20\d\d)(?:\s*г(?:од[а-я]*|\.)?)?[\s.,:–—-]+"
    r"(?P<subject>(?!по\s)[^\W\d].*?)[\s.,:–—-]+(?P<grade>\d{1,2})(?:\s*-?\s*[а-яё]{1,2})?\s*(?:класс|кл\b)",
    re.IGNORECASE,
)
_SEASON = re.compile(r"[\s(,_-]*\b(?:осен\w*|весн\w*)\b\s*\)?", re.IGNORECASE)
_PROGRAMME = re.compile(
    r"[\s(,;–—-]*\bпо (?:программе|материалу|материалам)(?: за)?\s+"
    r"(?P<grade>\d{1,2})\s*(?:-?\s*го)?\s*класс\w*[\s),]*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(rf"(?<!\d)(?P<code>\d{{2}})[_\s-]+{_DAY}")
_SHEET_NAME = re.compile(r"(?P<subject>[А-ЯЁа-яё]{2,6})\s*[-_]?\s*(?P<grade>\d{1,2})(?!\d)")
_GVE = re.compile(r"[\s(,-]*\bГВЭ\b(?:\s*-?\s*(?:9|11))?[\s),-]*", re.IGNORECASE)
_EXAM_NAME = re.compile(r"\b(?:ОГЭ|ЕГЭ|ГИА)\b(?:\s*-?\s*(?:9|11)\b)?", re.IGNORECASE)
_ASIDE = re.compile(
    r"\s*\((?:письменно|письменная часть|письменный|устно|устная часть|кегэ|к)\)", re.IGNORECASE
)
_GVE_CODES = {"51", "52"}
_LEVELS = {"МАП", "МАБ"}


@dataclass(frozen=True, slots=True)
class ExamWords:
    """An exam as a line names it: number of the codifier, words, day."""

    code: str | None
    words: str
    day: date | None

    @property
    def names_subject(self) -> bool:
        """Whether the words are a subject, so that a number before them is not needed."""
        plain = _plain_subject(self.words)
        known = load_subjects().named(plain) is not None
        return known or plain.startswith("математика")

    @property
    def is_gve(self) -> bool:
        """Whether the exam is ГВЭ, by its number or its name."""
        return self.code in _GVE_CODES or _GVE.search(self.words) is not None


@dataclass(frozen=True, slots=True)
class VprTitle:
    """The title of a report of ФИС ОКО.

    ``programme`` is the grade whose programme was tested, where the title says so: in autumn
    pupils are tested on the grade that they have finished.
    """

    year: int
    subject: str
    grade: int
    programme: int | None = None


def day_in(text: str) -> date | None:
    """Return the first day written in figures, None if there is none in the calendar.

    Examples
    --------
    >>> day_in("Дата: 24.04.2026"), day_in("2024.06.06"), day_in("31.02.2024")
    (datetime.date(2026, 4, 24), datetime.date(2024, 6, 6), None)
    """
    match = _DAY_SHAPE.search(text)
    return _day_of(match) if match else None


def exam_in(text: str) -> ExamWords | None:
    """Read ``NN - Subject YYYY.MM.DD`` or ``Subject(YYYY.MM.DD)``, None if it is neither.

    Examples
    --------
    >>> exam_in("22 - Математика базовая 2025.05.27").words
    'Математика базовая'
    """
    match = _EXAM.fullmatch(text)
    if match is None:
        return None
    return ExamWords(match["code"], match["words"].strip(" -–—,("), _day_of(match))


def exam_in_file_name(name: str) -> ExamWords | None:
    """Read the number and the day of an exam from the name of a file.

    Examples
    --------
    >>> exam_in_file_name("02_2024.06.06.xls").code
    '02'
    """
    match = _FILE_NAME.search(name)
    return ExamWords(match["code"], "", _day_of(match)) if match else None


def vpr_title_in(text: str) -> VprTitle | None:
    """Read ``ВПР 2026 Русский язык 4 класс``.

    Examples
    --------
    >>> vpr_title_in("ВПР 2022 (осень) Математика 6 класс (по программе 5 класса)")
    VprTitle(year=2022, subject='Математика', grade=6, programme=5)
    """
    said = _PROGRAMME.search(text)
    match = _TITLE.search(_SEASON.sub(" ", _PROGRAMME.sub(" ", text)))
    if match is None:
        return None
    programme = int(said["grade"]) if said else None
    return VprTitle(int(match["year"]), match["subject"], int(match["grade"]), programme)


def subject_in_sheet_name(name: str) -> tuple[str, int] | None:
    """Read the subject and the grade from the name of a sheet, ``РУ 4 Статистика …``."""
    match = _SHEET_NAME.match(name)
    if match is None or load_subjects().named(match["subject"]) is None:
        return None
    return match["subject"], int(match["grade"])


def subject_name(words: str) -> str | None:
    """Return the full name of a subject of ВПР in small letters.

    Examples
    --------
    >>> subject_name("ЛИТЧТ"), subject_name("Физика (базовый уровень)")
    ('литературное чтение', 'физика (базовый уровень)')
    """
    plain = text_of(words).casefold().strip(" .:")
    found = load_subjects().named(plain)
    if found is not None and found.code not in _LEVELS:
        return found.name
    return plain or None


def exam_subject(exam: ExamWords, kind: Kind, *, has_mark: bool) -> str | None:
    """Return the subject of an exam by its words; by its number only where there are no words.

    ``has_mark`` says that the last column is a mark: of the two exams in математика only the
    basic one of ЕГЭ has marks.
    """
    plain = _plain_subject(exam.words)
    subjects = load_subjects()
    found = subjects.named(plain) if plain else subjects.with_exam_code(exam.code or "")
    name = found.name if found else plain or None
    if name is None or not name.startswith("математика"):
        return name
    if kind != "ЕГЭ":
        return "математика"
    if found is not None and found.code in _LEVELS:
        return found.name
    return "математика (базовая)" if has_mark else "математика (профильная)"


def _plain_subject(words: str) -> str:
    """Return the words without ГВЭ, ОГЭ, ЕГЭ and remarks on the form, in small letters."""
    bare = _ASIDE.sub("", _EXAM_NAME.sub(" ", _GVE.sub(" ", words)))
    return " ".join(bare.split()).strip(" -–—,.").casefold()


def _day_of(match: re.Match[str]) -> date | None:
    year, month, day = (int(match[f"{part}1"] or match[f"{part}2"]) for part in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        return None
