"""Words of the pages of results: names of works and layouts, looks of states and signs."""

from __future__ import annotations

from opora.domain.assessments.models import Import, Round
from opora.methodology.subjects import load_subjects
from opora.web.looks import STATES, Look

IMPORT_LOOKS: dict[str, Look] = {
    Import.Status.QUEUED: STATES["queued"],
    Import.Status.READING: STATES["reading"],
    Import.Status.READY: Look("is-check", icon="hourglass-split", label="Ждёт подтверждения"),
    Import.Status.ADDING: Look("is-work", icon="circle-half", label="Добавляется"),
    Import.Status.ADDED: Look("is-ok", icon="check-circle-fill", label="Добавлен"),
    Import.Status.REFUSED: Look("is-late", icon="exclamation-circle-fill", label="Не принят"),
    Import.Status.WITHDRAWN: Look("is-off", icon="slash-circle", label="Отозван"),
    Import.Status.SUPERSEDED: Look("is-off", icon="arrow-repeat", label="Заменён"),
}

KINDS: dict[str, str] = {one.kind: one.title for one in load_subjects().kinds}


def subject_name(code: str) -> str:
    """Name a subject by its code.

    Examples
    --------
    >>> subject_name("МА")
    'математика'
    """
    found = load_subjects().named(code)
    return found.name if found else code


def work_name(code: str, year: int | None = None) -> str:
    """Name a work by the code of its assessment.

    Examples
    --------
    >>> work_name("ВПР-МА-5", 2025)
    'ВПР 2025, математика, 5 класс'
    """
    kind, subject, grade = code.rsplit("-", 2)
    held = f"{kind} {year}" if year else kind
    return f"{held}, {subject_name(subject)}, {grade} класс"


def short_work_name(code: str) -> str:
    """Name a work beside an axis.

    Examples
    --------
    >>> short_work_name("ЕГЭ-МАП-11")
    'ЕГЭ-11, математика (профильная)'
    """
    kind, subject, grade = code.rsplit("-", 2)
    return f"{kind}-{grade}, {subject_name(subject)}"


def round_name(round_: Round) -> str:
    """Name a work of a year."""
    return work_name(round_.code, round_.year)
