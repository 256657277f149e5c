"""Results of works that the municipality has brought: of a class, and by code of participant.

The marks store holds no codes of participants, so the points of single pupils are read anew
from the kept file, of the person's own school only; outside the school nobody may ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Round, SchoolCount, Task
from opora.domain.assessments.permissions import root_of
from opora.domain.assessments.reading_again import corrected_file, fixes_of, read
from opora.domain.assessments.services import readings
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils import drafting
from opora.domain.pupils.drafting import Lack
from opora.domain.pupils.models import Pupil
from opora.domain.pupils.permissions import require_leading
from opora.domain.pupils.services.loading import keep_work
from opora.domain.pupils.services.pupils import PupilRefused
from opora.methodology.subjects import load_subjects
from opora.results.model import PupilResult
from opora.results.refusals import ResultsRefused

MOST_BYTES = 6 * 2**20
"""A file larger than this holds a region, and is not read while somebody waits."""

_ROUNDS = 4


def lacks_of_class(school: Organisation, class_name: str) -> tuple[list[Lack], str]:
    """Return what a class lacks by the last works of its school, and by which work.

    Where nobody has brought results with tasks, nothing is lacking and the basis is empty.
    """
    for round_ in rounds_of(school)[:_ROUNDS]:
        tasks = readings.tasks(school, round_, class_name=class_name)
        lacks = drafting.lacks_of_class(tasks, subject_of(round_))
        if lacks:
            return lacks, f"{round_.code}, {round_.year}: задания, трудные для {class_name}"
    return [], ""


def rounds_of(school: Organisation) -> list[Round]:
    """Return the works of which the school has results, the newest first."""
    held = Round.objects.filter(counts__school=school)
    return list(held.order_by("-year", "kind", "grade", "subject").distinct())


def subject_of(round_: Round) -> str:
    """Return the name of the subject of a work."""
    found = load_subjects().named(round_.subject)
    return found.name if found else round_.subject


@transaction.atomic
def take(*, school: Organisation, round_: Round, by: User, at: datetime) -> int:
    """Take points of tasks from the kept file, by codes of participants; return how many.

    Raises
    ------
    NotAllowed
        If the person does not lead the school.
    PupilRefused
        If there is no file, it is too large to be read at once, or it no longer opens.
    """
    require_leading(by, school, at=at)
    told = _results(school, round_)
    rows = Pupil.objects.filter(school=school, anonymised_at=None).exclude(participant="")
    known = {one.participant: one for one in rows}
    tasks = {one.number: one for one in Task.objects.filter(round=round_)}
    taken = 0
    for row in told:
        pupil = known.get(row.participant or "")
        if pupil is not None:
            keep_work(
                pupil=pupil, title=round_.kind, subject=subject_of(round_), year=round_.year,
                tasks=_tasks(row.tasks, tasks), mark=_mark(row.mark),
                journal=_mark(row.journal_mark), at=at,
            )  # fmt: skip
            taken += 1
    audit.record("pupils.take_results", target=school, by=by, at=at)
    return taken


def _results(school: Organisation, round_: Round) -> list[PupilResult]:
    count = SchoolCount.objects.filter(school=school, round=round_).select_related(
        "origin__file"
    )
    found = count.first()
    if found is None or found.origin is None or found.origin.file is None:
        raise PupilRefused(
            "Файла с этой работой нет. Загрузите таблицу своей школы с баллами за задания."
        )
    stored = found.origin.file
    if stored.size > MOST_BYTES:
        raise PupilRefused(
            "Эту работу принесли одним файлом на много школ, он слишком велик. Загрузите "
            "таблицу своей школы с баллами за задания."
        )
    codes = set(crosswalk_of(root_of(school.territory)).codes_of([school.pk]))
    try:
        with corrected_file(found.origin, fixes_of(found.origin)) as path:
            results = read(path, found.origin.file_name)
    except ResultsRefused as refusal:
        raise PupilRefused(f"Файл работы не читается: {refusal}") from refusal
    return [
        one
        for one in results.pupils
        if one.school in codes and one.participant and _is_of(one, round_)
    ]


def _is_of(row: PupilResult, round_: Round) -> bool:
    held = row.procedure
    subject = load_subjects().named(held.subject or "")
    asked = (round_.kind, round_.subject, round_.grade, round_.year)
    return (held.kind, subject and subject.code, held.grade, held.year) == asked


def _tasks(points: Sequence[int | None], described: dict[int, Task]) -> list[dict[str, object]]:
    return [
        {
            "label": described[number].label if number in described else str(number),
            "got": got,
            "most": described[number].most if number in described else None,
            "skill": described[number].skill if number in described else "",
        }
        for number, got in enumerate(points, 1)
    ]


def _mark(mark: int | None) -> int | None:
    return mark if mark is not None and 1 <= mark <= 5 else None  # noqa: PLR2004  # marks
