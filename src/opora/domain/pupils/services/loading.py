"""A table of the school's own is taken: pupils, their works, what the rule says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.analytics.pupils import PupilFacts
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, Work
from opora.domain.pupils.permissions import require_working
from opora.domain.pupils.services import pupils, risk
from opora.domain.pupils.services.pupils import PupilRefused, Who
from opora.domain.pupils.tables import PupilRow, PupilTable
from opora.domain.pupils.terms import Term
from opora.domain.refusals import NotAllowed
from opora.methodology.subjects import load_subjects

_FACTS = frozenset(one.name for one in fields(PupilFacts))


@dataclass(frozen=True, slots=True)
class About:
    """What a table is about: the term, and the work whose points it holds."""

    term: Term
    title: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a table: pupils met, works kept, signals found, rows not taken."""

    pupils: int
    works: int
    signals: int
    problems: tuple[str, ...]


@transaction.atomic
def load(
    *, school: Organisation, table: PupilTable, about: About, by: User, at: datetime
) -> Loaded:
    """Take a table: rows that cannot be taken are told and left out, the others are taken.

    Doing it twice changes nothing: pupils are known again by name or code of participant,
    works by their title, signals by the term.
    """
    require_working(by, school, at=at)
    problems = list(table.problems)
    met: dict[int, Pupil] = {}
    works = signals = 0
    known = _by_participant(school)
    for row in table.rows:
        try:
            pupil = _pupil(school, row, known, by=by, at=at)
            works += _keep_work(pupil, row, about, at=at)
            signals += _ask_rule(pupil, row, about)
        except (PupilRefused, NotAllowed) as refusal:
            problems.append(f"Строка {row.number}: {refusal}")
        else:
            met[pupil.pk] = pupil
    audit.record("pupils.load", target=school, by=by, at=at)
    return Loaded(len(met), works, signals, tuple(problems))


def keep_work(  # noqa: PLR0913  # what a work is
    *,
    pupil: Pupil,
    title: str,
    subject: str,
    year: int,
    tasks: Iterable[dict[str, object]],
    mark: int | None,
    journal: int | None,
    at: datetime,
) -> Work:
    """Keep a work of a pupil, or bring it up to date."""
    work, _ = Work.objects.update_or_create(
        pupil=pupil,
        title=title[:120],
        subject=subject[:60],
        year=year,
        defaults={"tasks": list(tasks), "mark": mark, "journal": journal, "at": at},
    )
    return work


def _by_participant(school: Organisation) -> dict[str, Pupil]:
    rows = Pupil.objects.filter(school=school, anonymised_at=None).exclude(participant="")
    return {one.participant: one for one in rows.select_related("school")}


def _pupil(
    school: Organisation, row: PupilRow, known: dict[str, Pupil], *, by: User, at: datetime
) -> Pupil:
    if row.name:
        who = Who(row.name, row.class_name, row.participant)
        return pupils.enter(school=school, who=who, by=by, at=at)
    found = known.get(row.participant)
    if found is None:
        raise PupilRefused(
            "такого кода участника в списке школы нет. Добавьте в таблицу столбец «ФИО»."
        )
    return found


def _keep_work(pupil: Pupil, row: PupilRow, about: About, *, at: datetime) -> bool:
    subject = _subject(row.subject or about.subject)
    if not row.has_work:
        return False
    if not subject:
        raise PupilRefused("есть баллы за задания, но не сказано, по какому предмету работа.")
    tasks: list[dict[str, object]] = [
        {"label": one.label, "got": one.got, "most": one.most, "skill": ""} for one in row.tasks
    ]
    keep_work(
        pupil=pupil, title=about.title or "Работа", subject=subject, year=localdate(at).year,
        tasks=tasks, mark=row.facts.get("mark"), journal=row.facts.get("journal"), at=at,
    )  # fmt: skip
    return True


def _ask_rule(pupil: Pupil, row: PupilRow, about: About) -> bool:
    facts = PupilFacts(**{key: row.facts[key] for key in _FACTS & row.facts.keys()})
    return risk.assess(pupil=pupil, term=about.term, facts=facts) is not None


def _subject(words: str) -> str:
    found = load_subjects().named(words) if words else None
    return found.name if found else words
