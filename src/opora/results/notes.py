"""Notes on a file as a whole: nothing is wrong for sure, but a person should know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from opora.methodology.mark_scales import MarkScale, load_mark_scales
from opora.methodology.subjects import load_subjects
from opora.results.cells import key_of
from opora.results.model import Finding, Procedure, SchoolResult

_FEWEST = 5
"""Below so many participants a share is chance, and publishing it names pupils."""

_SHOWN = 5
"""So many examples are named, the others counted."""

_SCALED = {"ВПР", "ОГЭ"}

OTHER_PAPER = "other_year_layout"
"""The note that a paper is not the one of the scale of its year."""


def notes_on_scale(
    procedure: Procedure, scale: MarkScale | None, most: float | None, sheet: str | None
) -> list[Finding]:
    """Say that marks were not compared with a scale, or with that of another paper.

    Parameters
    ----------
    procedure : Procedure
        What was written.
    scale : MarkScale or None
        Its scale, where the methodology knows it.
    most : float or None
        The greatest primary score that the file itself tells. [points]
    sheet : str or None
        Where the file tells it.
    """
    if procedure.kind not in _SCALED or procedure.subject is None or procedure.year is None:
        return []
    if scale is None:
        return [Finding("unknown_scale", sheet, detail=_in_words(procedure))]
    if most is None or most == scale.most:
        return []
    years = _years_with(scale, most)
    like = f"; так было в {years}" if years else ""
    detail = f"{_in_words(procedure)}: в файле баллов {most:g}, по шкале {scale.most}{like}"
    return [Finding(OTHER_PAPER, sheet, detail=detail)]


def notes_on_schools(
    schools: Sequence[SchoolResult], other_names: Iterable[tuple[str, str]] = ()
) -> list[Finding]:
    """Say which codes and names do not go together, and where participants are few.

    Parameters
    ----------
    schools : sequence of SchoolResult
        The schools of a file.
    other_names : iterable of (str, str)
        Codes and names that stand in rows of pupils and not in ``schools``.
    """
    pairs = [(one.code, one.name) for one in schools] + list(other_names)
    named = [(code, name) for code, name in pairs if code and name]
    names: dict[str, dict[str, str]] = defaultdict(dict)
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    for code, name in named:
        names[code].setdefault(key_of(name), name)
        codes[key_of(name)].setdefault(code, name)
    few = [
        f"{one.code or one.name} ({one.participants})"
        for one in schools
        if one.procedure.kind is not None and 0 < (one.participants or 0) < _FEWEST
    ]
    told = {
        "code_of_two_schools": [
            f"{code} — {', '.join(found.values())}"
            for code, found in names.items()
            if len(found) > 1
        ],
        "school_with_two_codes": [
            f"{next(iter(found.values()))} — {_few(list(found))}"
            for found in codes.values()
            if len(found) > 1
        ],
        "few_participants": few,
    }
    return [Finding(code, detail=_few(found)) for code, found in told.items() if found]


def _few(examples: list[str]) -> str:
    rest = len(examples) - _SHOWN
    return "; ".join(examples[:_SHOWN]) + (f" и ещё {rest}" if rest > 0 else "")


def _in_words(procedure: Procedure) -> str:
    grade = f"{procedure.grade} класс, " if procedure.grade else ""
    return f"{procedure.kind}, {procedure.subject}, {grade}{procedure.year} год"


def _years_with(scale: MarkScale, most: float) -> str:
    same = (
        one
        for one in load_mark_scales().scales
        if (one.kind, one.subject, one.grade, one.most)
        == (scale.kind, scale.subject, scale.grade, most)
    )
    return ", ".join(f"{first}–{last}" if first < last else str(first) for first, last in
                     (one.years for one in same))  # fmt: skip


def scale_of(procedure: Procedure) -> MarkScale | None:
    """Return the scale of a procedure, None where the methodology knows none of that year."""
    subject = load_subjects().named(procedure.subject or "")
    if subject is None or None in {procedure.kind, procedure.grade, procedure.year}:
        return None
    return load_mark_scales().scale(
        procedure.kind or "", subject.code, procedure.grade or 0, procedure.year or 0
    )
