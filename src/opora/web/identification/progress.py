"""The way of a run in seven steps: what is done, what is now, what is ahead."""

from __future__ import annotations

from dataclasses import dataclass

from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.words import plural
from opora.web.identification import looks
from opora.web.looks import Look

Status = Run.Status


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its look, its name, a few words of what it is about, where it leads."""

    look: Look
    title: str
    words: str
    address: str = ""

    @property
    def is_now(self) -> bool:
        """Whether the run stands at this step."""
        return self.look is looks.NOW


@dataclass(frozen=True, slots=True)
class Counted:
    """How many schools of a run are where. One query for schools, one for replies."""

    listed: int
    unknown: int
    not_listed: int
    established: int
    entered: int
    left: int
    answered: int
    contested: int

    @property
    def schools(self) -> int:
        """All schools of the run."""
        return self.listed + self.unknown + self.not_listed

    @property
    def groups(self) -> tuple[int, int, int]:
        """Sizes of the groups, in their order."""
        return self.listed, self.unknown, self.not_listed


def counted(run: Run) -> Counted:
    """Count the schools of a run by outcome, movement and reply."""
    rows = run.verdicts.values_list(
        "school_id", "official", "final_listed", "verdict", "movement"
    )
    listed = {
        school
        for school, official, final, *_ in rows
        if final or (final is None and official == Verdict.Official.YES)
    }
    unknown = [
        one for one in rows if one[1] == Verdict.Official.INSUFFICIENT and one[2] is None
    ]
    told = [one[4] for one in rows]
    replies = Reply.objects.of_series(run.first_id or run.pk)
    answered = set(replies.values_list("verdict__school", flat=True))
    return Counted(
        listed=len(listed),
        unknown=len(unknown),
        not_listed=len(rows) - len(listed) - len(unknown),
        established=sum(one[3] == "established" for one in rows),
        entered=told.count(Verdict.Movement.ENTERED),
        left=told.count(Verdict.Movement.LEFT),
        answered=len(answered & listed),
        contested=replies.waiting().count(),
    )


def steps_of(run: Run, count: Counted) -> list[Step]:
    """Return the seven steps of a run."""
    place = _place(run)
    told = _words(run, count)
    return [
        Step(_look(run, number, place), title, said)
        for number, (title, said) in enumerate(told)
    ]


def first_steps(territory: str) -> list[Step]:
    """Return the steps of a run that is not computed yet."""
    names = ("Данные и правило", "Сравнение", "Ответы школ", "Утверждение", "Приказ")
    first, *rest = names
    return [
        Step(looks.NOW, first, territory),
        *(Step(looks.AHEAD, name, "") for name in rest),
    ]


def _place(run: Run) -> int:
    if run.status == Status.APPROVED:
        return 7 if run.act_id else 6
    return {Status.DRAFT: 3, Status.REPLIES: 4, Status.ON_APPROVAL: 5}.get(
        Status(run.status), 0
    )


def _look(run: Run, number: int, place: int) -> Look:
    if run.status == Status.CANCELLED:
        return looks.GIVEN_UP
    if number == place:
        return looks.NOW
    return looks.DONE if number < place else looks.AHEAD


def _words(run: Run, count: Counted) -> tuple[tuple[str, str], ...]:
    files = len(run.sources)
    without = run.summary.get("without_data", 0)
    before = f"Сравнение с {run.previous.year}" if run.previous else "Сравнение"
    due = f", до {run.replies_due:%d.%m}" if run.replies_due else ""
    approved = run.approved_by.short_name if run.approved_by else "другой человек"
    act = f"№ {run.act.number} от {run.act.date:%d.%m.%Y}" if run.act else "статусы школ"
    return (
        ("Данные", f"{files} {plural(files, 'файл', 'файла', 'файлов')}"),
        ("Проверка", f"без результатов: {without}"),
        ("Правило", run.rule_code),
        (before, f"вошли: {count.entered}, вышли: {count.left}"),
        ("Ответы школ", f"{count.answered} из {count.listed}{due}"),
        ("Утверждение", approved),
        ("Приказ", act),
    )
