"""Reports of ФИС ОКО and flat regional tables of an invented region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from opora.results.synthesis.books import Value
from opora.results.synthesis.sheets import (
    by_municipality,
    full_name,
    group_lines,
    percent,
    sheet,
    sheet_name,
    shown,
    title_of,
    write_table,
)
from opora.results.synthesis.sittings import NOTHING, Papers, Scores, Sitting

MARKS = (2, 3, 4, 5)
_GROUPS = ("Группы участников", "Кол-во ОО", "Кол-во участников")
_FLAT = ("Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников")
_CHANGES = (
    "Понизили (Отметка < Отметка по журналу)",
    "Подтвердили (Отметка = Отметке по журналу)",
    "Повысили (Отметка > Отметка по журналу)",
)
_PUPILS_OF_A_CLASS = 25


def write_individual(
    path: Path, sitting: Sitting, year: int, written: Sequence[Papers]
) -> None:
    """Write «Индивидуальные результаты»: a section a school, a row a pupil."""
    maxima = sitting.maxima
    with sheet(path, sheet_name(sitting, "Индивидуальные результаты")) as rows:
        rows.extend(title_of("Индивидуальные результаты", sitting, year))
        levels = ["Б" if most == 1 else "П" for most in maxima]
        rows.append(["", "", "Уровень сложности задания", "", "", "", *levels])
        tasks = [f"{number} ({most}б)" for number, most in enumerate(maxima, start=1)]
        rows.append([
            "ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", *tasks,
            "Первичный балл", "Отметка", "Отметка по журналу",
        ])  # fmt: skip
        for papers in written:
            rows.extend(_section(sitting, papers))


def _section(sitting: Sitting, papers: Papers) -> Iterator[list[Value]]:
    school = papers.school
    name = full_name(papers)
    yield [f"{name} | Кол-во участников: {len(papers.marks)}"]
    for pupil in range(len(papers.marks)):
        yield [
            school.code, school.municipality_name, name,
            10_000 * sitting.grade + pupil + 1, pupil // _PUPILS_OF_A_CLASS + 1, pupil % 2 + 1,
            *(shown(one, "X") for one in papers.tasks[pupil]),
            shown(papers.primary[pupil], ""), shown(papers.marks[pupil], "Нет отметки"),
            shown(papers.journal[pupil], "-"),
        ]  # fmt: skip


def write_marks(path: Path, sitting: Sitting, year: int, written: Sequence[Papers]) -> None:
    """Write «Статистика по отметкам»: region, municipalities, schools, in percent."""
    with sheet(path, sheet_name(sitting, "Статистика по отметкам")) as rows:
        rows.extend(title_of("Статистика по отметкам", sitting, year))
        rows.append([])
        rows.append([*_GROUPS, *MARKS])
        for name, schools, members in group_lines(written):
            rows.append([name, schools, *_shares(_tally(members))])


def write_journal(path: Path, sitting: Sitting, year: int, written: Sequence[Papers]) -> None:
    """Write «Сравнение отметок с отметками по журналу»."""
    with sheet(path, sheet_name(sitting, "Сравнение отметок с отметками по журналу")) as rows:
        rows.extend(title_of("Сравнение отметок с отметками по журналу", sitting, year))
        rows.append([])
        heads = [f"{one} {what}" for one in _CHANGES for what in ("%", "Кол-во участников")]
        rows.append(["Группы участников", "Кол-во участников(всего)", *heads])
        for name, _, members in group_lines(written):
            counts = _changes(members)
            both = sum(counts)
            pairs = [value for one in counts for value in (percent(one, both), one)]
            rows.append([name, sum(_tally(members)), *pairs])


def _changes(members: Sequence[Papers]) -> tuple[int, int, int]:
    """Count marks under, at and over those of the journal, of pupils who have both."""
    marks = np.concatenate([one.marks for one in members])
    journal = np.concatenate([one.journal for one in members])
    both = (marks != NOTHING) & (journal != NOTHING)
    signs = np.sign(marks - journal)[both]
    lowered, confirmed, raised = (int((signs == sign).sum()) for sign in (-1, 0, 1))
    return lowered, confirmed, raised


def write_scores(path: Path, sitting: Sitting, year: int, written: Sequence[Papers]) -> None:
    """Write «Распределение первичных баллов»."""
    most = sitting.scale.most
    with sheet(path, sheet_name(sitting, "Распределение первичных баллов")) as rows:
        rows.extend(title_of("Распределение первичных баллов", sitting, year))
        rows.append([])
        rows.append([*_GROUPS, *range(most + 1)])
        for name, schools, members in group_lines(written):
            rows.append([name, schools, *_shares(_score_counts(members, most))])


def _score_counts(members: Sequence[Papers], most: int) -> list[int]:
    primary = np.concatenate([one.primary for one in members])
    return [int(one) for one in np.bincount(primary[primary != NOTHING], minlength=most + 1)]


def write_tasks(path: Path, sitting: Sitting, year: int, written: Sequence[Papers]) -> None:
    """Write «Выполнение заданий»: the average share of the largest score of each task."""
    with sheet(path, sheet_name(sitting, "Выполнение заданий")) as rows:
        rows.extend(title_of("Выполнение заданий", sitting, year))
        rows.append([])
        rows.append([*_GROUPS, *_task_names(sitting)])
        rows.append(["", "", "Макс балл", *sitting.maxima])
        for name, schools, members in group_lines(written):
            tasks = _done(members)
            rows.append([name, schools, len(tasks), *_averages(tasks, sitting)])


def write_groups(path: Path, sitting: Sitting, year: int, written: Sequence[Papers]) -> None:
    """Write «Выполнение заданий группами участников»: under a group those of each mark."""
    with sheet(path, sheet_name(sitting, "Выполнение заданий группами участников")) as rows:
        rows.extend(title_of("Выполнение заданий группами участников", sitting, year))
        rows.append([])
        rows.append([*_GROUPS, *_task_names(sitting)])
        rows.append(["", "", "Макс балл", *sitting.maxima])
        for name, schools, members in group_lines(written):
            tasks = _done(members)
            rows.append([name, schools, len(tasks), *_averages(tasks, sitting)])
            for mark in MARKS:
                own = _done(members, mark)
                label = f"Ср.% вып. уч. гр.баллов {mark}"
                rows.append([label, "", len(own), *_averages(own, sitting)])


def write_planned(path: Path, sitting: Sitting, year: int, written: Sequence[Papers]) -> None:
    """Write «Достижение планируемых результатов» of one municipality, a column a school.

    ``written`` are the papers of the municipality; the columns of wider areas repeat them.
    """
    (area,) = by_municipality(written)
    groups = [_done(written), *(_done([one]) for one in written)]
    heads = [area, *map(full_name, written)]
    with sheet(path, sheet_name(sitting, "Достижение планируемых результатов")) as rows:
        rows.extend(title_of("Достижение планируемых результатов", sitting, year))
        rows.append([])
        block = "Блоки ПООП обучающийся научится / получит возможность научиться"
        rows.append(["№", block, "Макс балл", *heads])
        rows.append(["", "", "", *(f"{len(tasks)} уч." for tasks in groups)])
        averages = [_averages(tasks, sitting) for tasks in groups]
        for place, most in enumerate(sitting.maxima):
            skill = f"Умение {place + 1} по предмету «{sitting.subject_name}»"
            rows.append([str(place + 1), skill, most, *(one[place] for one in averages)])


def write_flat_marks(path: Path, year: int, written: Iterable[tuple[Sitting, Papers]]) -> None:
    """Write the flat regional table of marks."""
    lines = (
        [*_keys(year, sitting, papers), *_shares(papers.tally())]
        for sitting, papers in written
        if sum(papers.tally())
    )
    write_table(path, [[*_FLAT, *MARKS], *lines])


def write_flat_scores(path: Path, year: int, written: Sequence[tuple[Sitting, Papers]]) -> None:
    """Write the flat regional table of scores; columns above the maximum are empty."""
    widest = max(sitting.scale.most for sitting, _ in written)
    lines: list[list[Value]] = []
    for sitting, papers in written:
        most = sitting.scale.most
        counts = _score_counts([papers], most)
        if sum(counts):
            empty = [""] * (widest - most)
            lines.append([*_keys(year, sitting, papers), *_shares(counts), *empty])
    write_table(path, [[*_FLAT, *range(widest + 1)], *lines])


def write_flat_bias(path: Path, year: int, written: Sequence[tuple[Sitting, Papers]]) -> None:
    """Write the flat regional table of marks of bias: those who lift pupils have them."""
    columns = sorted({(sitting.grade, sitting.subject) for sitting, _ in written})
    sat: dict[str, tuple[Papers, set[tuple[int, str]]]] = {}
    for sitting, papers in written:
        entry = sat.setdefault(papers.school.code, (papers, set()))
        entry[1].add((sitting.grade, sitting.subject))
    heads = [f"{grade} {subject}" for grade, subject in columns]
    with sheet(path, "bias") as rows:
        rows.append(["Год", "Логин", "Муниципалитет", "ОО", *heads, "Количество маркеров"])
        for papers, own in sat.values():
            school = papers.school
            signs: list[Value] = [int(school.heaps) if one in own else "" for one in columns]
            total = sum(one for one in signs if isinstance(one, int))
            rows.append(
                [year, school.code, school.municipality_name, school.name, *signs, total]
            )


def _keys(year: int, sitting: Sitting, papers: Papers) -> list[Value]:
    school = papers.school
    return [
        year, sitting.grade, sitting.subject_name, school.municipality_name, school.code,
        school.name,
    ]  # fmt: skip


def _tally(members: Sequence[Papers]) -> list[int]:
    return [sum(counts) for counts in zip(*(one.tally() for one in members), strict=True)]


def _shares(counts: Sequence[int]) -> list[Value]:
    """Return the number of pupils and the shares."""
    pupils = sum(counts)
    return [pupils, *(percent(one, pupils) for one in counts)]


def _task_names(sitting: Sitting) -> list[Value]:
    return [str(number) for number in range(1, len(sitting.maxima) + 1)]


def _done(members: Sequence[Papers], mark: int | None = None) -> Scores:
    """Return the scores of pupils with a result, or of those with this mark."""
    chosen = [
        one.tasks[one.marks == mark if mark is not None else one.marks != NOTHING]
        for one in members
    ]
    return np.asarray(np.maximum(np.concatenate(chosen), 0))


def _averages(tasks: Scores, sitting: Sitting) -> list[Value]:
    if not len(tasks):
        return [""] * len(sitting.maxima)
    return [round(float(one), 2) for one in 100 * tasks.mean(axis=0) / sitting.maxima]
