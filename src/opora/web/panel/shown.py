"""What a panel shows of schools: main numbers, completeness, stages, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from opora.domain.assessments.models import Import
from opora.domain.context.models import Campaign
from opora.domain.identification.models import Run
from opora.domain.organisations.models import Territory
from opora.web import years
from opora.web.panel.census import Census
from opora.web.panel.stages import NO_RUN, STAGES
from opora.web.schools.conditions import KINDS, Sight


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its denominator that opens its rows."""

    title: str
    n: int
    of: int
    unit: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Complete:
    """In how many schools a kind of data is there; the address opens those where it is not."""

    title: str
    n: int
    of: int
    lacking: str
    note: str = ""

    @property
    def missing(self) -> int:
        """How many schools lack it."""
        return self.of - self.n


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, and where; ``count`` of schools or files, None for one thing."""

    words: str
    address: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """How many municipalities of a region are at a stage."""

    code: str
    words: str
    count: int


def support_figures(told: Census) -> tuple[Figure, ...]:
    """Return who is supported, and how."""
    undecided = (
        f"ещё у {told.count('undecided')} данных мало" if told.count("undecided") else ""
    )
    return (
        Figure(
            "Школы со статусом ШНОР", told.count("low"), told.schools, "школ",
            told.address("low"), undecided,
        ),
        Figure(
            "Школы со статусом ШНСУ", told.count("adverse"), told.schools, "школ",
            told.address("adverse"),
        ),
        Figure(
            "Куратор назначен", told.count("curated"), told.count("low"), "школ ШНОР",
            told.address("curated"),
        ),
        Figure(
            "Паспорта сданы", told.count("handed"), told.count("asked"), "запрошенных",
            told.address("handed"),
        ),
    )  # fmt: skip


def list_figures(told: Census) -> tuple[Figure, ...]:
    """Return what the runs say: who is on the list, what changed, whose answer is open."""
    judged, listed = (told.judged, "школ"), (told.count("listed"), "в списке")
    before = (told.count("stayed") + told.count("left"), "прошлого списка")
    named = (
        ("listed", "По расчёту в списке", judged),
        ("undecided", "Данных мало, решает человек", judged),
        ("entered", "Вошли в список", listed),
        ("left", "Вышли", before),
        ("stayed", "Остались", before),
        ("waiting", "Ждём ответа", listed),
        ("agreed", "Согласны с числами", listed),
        ("contested", "Возражения без решения", judged),
    )
    return tuple(
        Figure(title, told.count(name), of, unit, told.address(name))
        for name, title, (of, unit) in named
    )


def completeness(told: Census, sight: Sight) -> Iterator[Complete]:
    """Yield in how many schools there is each kind of data."""
    if sight.results_year:
        for kind in KINDS:
            note = "" if kind == "ВПР" else "класс есть не в каждой школе"
            yield Complete(
                f"Результаты {kind} {sight.results_year}", told.count(kind), told.schools,
                told.list_under({"lacking": kind}), note,
            )  # fmt: skip
    else:
        yield Complete("Результаты", 0, told.schools, told.address(), "файлы не загружены")
    of_year = f"Социальный паспорт {years.label(sight.ends - 1)}"
    if told.count("asked"):
        yield Complete(
            of_year, told.count("handed"), told.count("asked"), told.address("unhanded")
        )
    else:
        yield Complete(of_year, 0, told.schools, told.address(), "сбор не открыт")


def steps(
    territory: Territory, told: Census, sight: Sight, *, stages: tuple[Stage, ...]
) -> Iterator[Step]:
    """Yield what a municipality or a region is to do next, from data to the order.

    Two queries at most beside those of the census.
    """
    yield from _data_steps(territory, told, sight)
    if stages:
        nothing = sum(one.count for one in stages if one.code == NO_RUN)
        if nothing and sight.results_year:
            address = f"?stage={NO_RUN}#mu"
            yield Step("Муниципалитетов, где расчёта ещё нет", address, nothing)
    else:
        yield from _run_steps(territory, told, sight)
    for name, words in (
        ("contested", "Решите возражения школ"),
        ("undecided", "Решите о школах, у которых данных мало"),
        ("uncurated", "Назначьте кураторов школам ШНОР"),
    ):
        if told.count(name):
            yield Step(words, told.address(name), told.count(name))


def stages_of(sight: Sight, municipalities: list[Territory]) -> tuple[Stage, ...]:
    """Count the municipalities of a region by the stage of their runs."""
    at = [sight.runs.stage_of(one) for one in municipalities]
    return tuple(Stage(str(code), words, at.count(code)) for code, words in STAGES.items())


def _data_steps(territory: Territory, told: Census, sight: Sight) -> Iterator[Step]:
    root = territory.parent_id or territory.pk
    files = Import.objects.filter(root=root, status=Import.Status.READY)
    if territory.kind == Territory.Kind.MUNICIPALITY:
        files = files.filter(territory=territory)
    if ready := files.count():
        yield Step(
            "Подтвердите прочитанные файлы результатов", reverse("results_imports"), ready
        )
    if not sight.results_year:
        yield Step("Загрузите результаты ВПР и ОГЭ", reverse("results_imports"))
    if told.count("to_check"):
        yield Step("Проверьте паспорта школ", told.address("to_check"), told.count("to_check"))
    if told.count("unhanded"):
        yield Step("Соберите паспорта", told.address("unhanded"), told.count("unhanded"))
    is_municipality = territory.kind == Territory.Kind.MUNICIPALITY
    asked = Campaign.objects.filter(territory=territory, year=sight.ends)
    if is_municipality and told.schools and not told.count("asked") and not asked.exists():
        address = reverse("campaign_open", args=[territory.pk])
        yield Step(f"Откройте сбор паспортов {years.label(sight.ends - 1)}", address)


_RUN_STEPS = {
    Run.Status.DRAFT: "Откройте школам расчёт {year} года, чтобы они ответили",
    Run.Status.REPLIES: "Соберите ответы школ на расчёт {year} года{due}",
    Run.Status.ON_APPROVAL: "Список {year} года ждёт утверждения начальника управления",
}


def _run_steps(territory: Territory, told: Census, sight: Sight) -> Iterator[Step]:
    run, year = sight.runs.of(territory), sight.results_year
    if year and told.count("with_results") and (run is None or run.year < year):
        address = reverse("run_new", args=[territory.pk])
        yield Step(f"Проведите выявление по результатам {year} года", address)
    if run and run.status in _RUN_STEPS:
        due = f", срок {run.replies_due:%d.%m.%Y}" if run.replies_due else ""
        words = _RUN_STEPS[Run.Status(run.status)].format(year=run.year, due=due)
        yield Step(words, reverse("run", args=[run.pk]))
    if run and run.status == Run.Status.APPROVED and not run.act_id:
        address = reverse("run_order", args=[run.pk])
        yield Step(f"Внесите в реестр приказ о списке {run.year} года", address)
