"""An expertise is ordered, given to readers, read, settled and approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.development import permissions, reading, sampling, traces
from opora.domain.development.models import Document, Expertise, Sampled, Sheet
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.refusals import NotAllowed, Refused
from opora.methodology.expertise_rubric import SCORES, load_expertise_rubric

Status = Expertise.Status
READERS_OF_ONE = 2
MOST = 200
"""More documents than anybody reads."""


class ExpertiseRefused(Refused):
    """The expertise cannot do this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an expertise reads. ``seed`` decides the sample."""

    owner: Organisation
    year: int
    title: str
    size: int
    seed: int
    strata: str = Expertise.Strata.TYPE
    due: date | None = None


@transaction.atomic
def order(*, wanted: Order, by: User, at: datetime) -> Expertise:
    """Draw the sample of an expertise.

    Raises
    ------
    ExpertiseRefused
        If no document of the year has left its school, or the size is none.
    NotAllowed
        If the office is not theirs.
    """
    permissions.require_leading(by, wanted.owner, at=at)
    frame = _frame(wanted)
    if not frame:
        raise ExpertiseRefused(
            f"За {SchoolYear(wanted.year).label} учебный год нет ни одного согласованного "
            "документа: читать нечего."
        )
    if not 1 <= wanted.size <= MOST:
        raise ExpertiseRefused(f"В выборке может быть от 1 до {MOST} документов.")
    made = Expertise.objects.create(
        owner=wanted.owner, year=wanted.year, title=wanted.title.strip(), size=wanted.size,
        seed=wanted.seed, strata=wanted.strata, due=wanted.due, frame=[list(u) for u in frame],
        rubric=load_expertise_rubric().edition, entered_by=by, entered_at=at,
    )  # fmt: skip
    stratum_of = dict(frame)
    drawn = sampling.draw(frame, size=wanted.size, seed=wanted.seed)
    Sampled.objects.bulk_create(
        Sampled(expertise=made, document_id=key, stratum=stratum_of[key]) for key in drawn
    )
    audit.record(
        "expertise.order", target=made, by=by, at=at,
        after={"seed": made.seed, "size": made.size, "drawn": len(drawn), "of": len(frame)},
    )  # fmt: skip
    traces.put_expertise(made, by=by, at=at)
    return made


def _frame(wanted: Order) -> list[sampling.Unit]:
    """Return what may be drawn, with the stratum of each."""
    near = Document.objects.written().filter(year=wanted.year)
    territory = wanted.owner.territory_id
    ours = near.filter(school__territory=territory)
    below = near.filter(school__territory__parent=territory)
    rows = (ours | below).order_by("pk").select_related("school")
    return [(one.pk, _stratum(one, wanted.strata)) for one in rows]


def _stratum(document: Document, strata: str) -> str:
    if strata == Expertise.Strata.TYPE:
        return document.get_type_display()
    return document.school.short_name if strata == Expertise.Strata.SCHOOL else ""


@transaction.atomic
def assign(
    *, expertise: Expertise, readers: Sequence[User], by: User, at: datetime
) -> list[Sheet]:
    """Give each document without sheets to two of the readers, the least loaded first.

    Raises
    ------
    ExpertiseRefused
        If a document has no two readers from outside its school; the sentence names it.
    """
    expertise = _locked(expertise, by=by, at=at)
    waiting = expertise.sample.filter(sheets=None).select_related("document__school")
    rows = list(waiting.order_by("pk"))
    if not rows:
        raise ExpertiseRefused("У каждого документа выборки уже есть читатели.")
    ties = permissions.ties_of(readers, on=localdate(at))
    load = dict.fromkeys((one.pk for one in readers), 0)
    sheets = []
    for row in rows:
        for place, reader in enumerate(_two_for(row, readers, ties, load), start=1):
            load[reader.pk] += 1
            sheets.append(Sheet(sampled=row, reader=reader, place=place))
    Sheet.objects.bulk_create(sheets)
    audit.record(
        "expertise.assign", target=expertise, by=by, at=at,
        after={"readers": [one.pk for one in readers], "sheets": len(sheets)},
    )  # fmt: skip
    _tell(expertise, {sheet.reader for sheet in sheets}, at=at)
    return sheets


def _two_for(
    row: Sampled, readers: Sequence[User], ties: Mapping[int, set[int]], load: Mapping[int, int]
) -> list[User]:
    school = row.document.school
    free = [one for one in readers if school.pk not in ties[one.pk]]
    free.sort(key=lambda one: (load[one.pk], one.pk))
    if len(free) < READERS_OF_ONE:
        raise ExpertiseRefused(
            f"Для документа школы «{school.short_name}» нужны два читателя не из этой школы и "
            "не её кураторы. Добавьте читателей."
        )
    return free[:READERS_OF_ONE]


@transaction.atomic
def ask_third(*, sampled: Sampled, reader: User, by: User, at: datetime) -> Sheet:
    """Ask a third reader where the two differ."""
    expertise = _locked(sampled.expertise, by=by, at=at)
    read = reading.of(sampled)
    if not read.differing:
        raise ExpertiseRefused("Третий читатель нужен там, где двое прочитали и разошлись.")
    ties = permissions.ties_of([reader], on=localdate(at))
    if sampled.document.school_id in ties[reader.pk]:
        raise ExpertiseRefused("Читатель не может быть из школы, чей документ читает.")
    if any(sheet.reader_id == reader.pk for sheet in read.sheets) or read.third:
        raise ExpertiseRefused("Третий читатель — один и не из двух первых.")
    sheet = Sheet.objects.create(sampled=sampled, reader=reader, place=Sheet.THIRD)
    audit.record(
        "expertise.ask_third", target=expertise, by=by, at=at, after={"reader": reader.pk}
    )
    _tell(expertise, {reader}, at=at)
    return sheet


@transaction.atomic
def mark(  # noqa: PLR0913  # a sheet and whether it is handed in
    *,
    sheet: Sheet,
    scores: Mapping[str, int],
    remarks: str,
    by: User,
    at: datetime,
    submit: bool = False,
) -> Sheet:
    """Keep the marks of a reader; handed in, they are changed no more.

    Raises
    ------
    ExpertiseRefused
        If a criterion has no mark where the sheet is handed in, or it was handed in before.
    NotAllowed
        If the sheet is of another reader.
    """
    rows = Sheet.objects.select_for_update(of=("self",))
    sheet = rows.select_related("sampled__expertise", "sampled__document").get(pk=sheet.pk)
    if sheet.reader_id != by.pk:
        raise NotAllowed("Этот лист заполняет другой читатель.")
    if sheet.submitted_at or sheet.sampled.expertise.status != Status.READING:
        raise ExpertiseRefused("Лист уже сдан: оценки не меняются.")
    criteria = load_expertise_rubric().of(sheet.sampled.document.type)
    sheet.scores = {one.code: scores[one.code] for one in criteria if one.code in scores}
    if any(score not in SCORES for score in sheet.scores.values()):
        raise ExpertiseRefused("Оценка — 0, 1 или 2.")
    sheet.remarks = remarks.strip()
    if submit:
        _require_whole(sheet, [(one.code, one.title) for one in criteria])
        sheet.submitted_at = at
        audit.record(
            "expertise.submit_sheet", target=sheet.sampled.expertise, by=by, at=at,
            after={"sheet": sheet.pk},
        )  # fmt: skip
    sheet.save()
    return sheet


def _require_whole(sheet: Sheet, criteria: Iterable[tuple[str, str]]) -> None:
    bare = [f"«{title}»" for code, title in criteria if code not in sheet.scores]
    if bare:
        raise ExpertiseRefused(f"Нет оценки: {', '.join(bare)}.")


@transaction.atomic
def settle(
    *, sampled: Sampled, scores: Mapping[str, int], words: str, by: User, at: datetime
) -> Sampled:
    """Write what a discussion of the two readers came to, for the criteria that differ."""
    expertise = _locked(sampled.expertise, by=by, at=at)
    differing = {line.code for line in reading.of(sampled).differing}
    given = {code: score for code, score in scores.items() if code in differing}
    if not given or any(score not in SCORES for score in given.values()):
        raise ExpertiseRefused("Решать нечего: читатели не расходятся или ещё не сдали листы.")
    if not words.strip():
        raise ExpertiseRefused("Напишите, к чему пришли читатели и почему.")
    sampled.settled = sampled.settled | given
    sampled.settled_words, sampled.settled_by = words.strip(), by
    sampled.save()
    audit.record(
        "expertise.settle", target=expertise, by=by, at=at, reason=words.strip(),
        after={"sampled": sampled.pk, **given},
    )  # fmt: skip
    return sampled


@transaction.atomic
def approve(*, expertise: Expertise, conclusion: str, by: User, at: datetime) -> Expertise:
    """Approve the conclusion.

    Raises
    ------
    ExpertiseRefused
        If a document is not read by two, differences are open, or there is no conclusion.
    """
    expertise = _locked(expertise, by=by, at=at)
    _require_words(conclusion, "Напишите выводы: без них заключения нет.")
    progress = reading.whole(expertise)
    if progress.unread:
        raise ExpertiseRefused(f"Не прочитано двумя читателями: {progress.unread}.")
    if progress.open:
        raise ExpertiseRefused(
            f"Не решены расхождения в документах: {progress.open}. Обсудите их или попросите "
            "третьего читателя."
        )
    expertise.conclusion, expertise.approved_on = conclusion.strip(), localdate(at)
    return _take(expertise, Status.APPROVED, "expertise.approve", by=by, at=at)


@transaction.atomic
def withdraw(*, expertise: Expertise, reason: str, by: User, at: datetime) -> Expertise:
    """Withdraw an expertise with a reason; it stays in the history."""
    permissions.require_leading(by, expertise.owner, at=at)
    expertise = Expertise.objects.select_for_update(of=("self",)).get(pk=expertise.pk)
    if expertise.status == Status.WITHDRAWN:
        raise ExpertiseRefused("Экспертиза уже отозвана.")
    _require_words(reason, "Напишите, почему экспертиза отозвана.")
    expertise.reason = reason.strip()[:300]
    return _take(expertise, Status.WITHDRAWN, "expertise.withdraw", by=by, at=at, words=reason)


def _locked(expertise: Expertise, *, by: User, at: datetime) -> Expertise:
    rows = Expertise.objects.select_for_update(of=("self",)).select_related("owner__territory")
    found = rows.get(pk=expertise.pk)
    permissions.require_leading(by, found.owner, at=at)
    if found.status != Status.READING:
        raise ExpertiseRefused(
            f"Менять нельзя: экспертиза в состоянии «{found.get_status_display().lower()}»."
        )
    return found


def _require_words(words: str, sentence: str) -> None:
    if not words.strip():
        raise ExpertiseRefused(sentence)


def _tell(expertise: Expertise, readers: Iterable[User], *, at: datetime) -> None:
    due = f" до {expertise.due:%d.%m.%Y}" if expertise.due else ""
    notices.tell_many(
        readers, kind="expertise.sheets", at=at, key=f"expertise:{expertise.pk}:sheets",
        text=f"Вас просят прочитать документы школ{due}: «{expertise.title}».",
        address="/registers/development/sheets/",
    )  # fmt: skip


def _take(  # noqa: PLR0913  # what, to what, called how, by whom, when, why
    expertise: Expertise, status: str, action: str, *, by: User, at: datetime, words: str = ""
) -> Expertise:
    before, expertise.status = expertise.status, status
    expertise.save()
    audit.record(
        action, target=expertise, by=by, at=at, reason=words.strip(),
        before={"status": before}, after={"status": status},
    )  # fmt: skip
    traces.put_expertise(expertise, by=by, at=at)
    return expertise
