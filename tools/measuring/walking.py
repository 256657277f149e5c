"""From a plan in force to its measures carried out: bind, do, see what follows."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from measuring import ground, moving
from measuring.executors import EXECUTORS
from measuring.seeds import Document, in_force
from measuring.work import TODAY, Work
from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.indicators.services import coverage
from opora.domain.registers.models import Entry
from opora.domain.roadmaps.models import Binding, Edition, Measure, Obligation
from opora.domain.roadmaps.permissions import NotAllowed
from opora.domain.roadmaps.services import bindings, obligations, promises
from opora.domain.roadmaps.windows import Window, windows_of

MOST_TIMES = 12


@dataclass
class Figures(moving.Moves):
    """What came of all measures."""

    measures: int = 0
    executable: int = 0
    bound: int = 0
    right: int = 0
    judged: int = 0
    indicators: int = 0
    computed: int = 0

    def add(self, other: Figures) -> None:
        """Add the counts of another document."""
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def lines(self) -> str:
        """Return the figures as they are printed."""
        return (
            f"figure measures_executable {self.executable}/{self.measures}\n"
            f"figure bindings_proposed_right {self.right}/{self.judged}\n"
            f"figure indicators_computed {self.computed}/{self.indicators}\n"
            f"figure indicators_moved {self.moved}/{self.watched}"
        )


def walk(document: Document, district: District, *, only: int | None = None) -> Figures:
    """Put the plan of a document in force and carry its measures out, one by one."""
    edition = in_force(document, district)
    ground.lay(edition, district)
    figures = Figures()
    _bind(document, edition, district, figures)
    for measure in edition.measures.order_by("order"):
        if only in {None, measure.order}:
            figures.measures += 1
            said = _carry_out(measure, district, figures)
            sys.stdout.write(
                f"{document.name} {measure.order:>2} {measure.text[:56]:<56} {said}\n"
            )
            sys.stdout.flush()
    _indicators(edition, figures)
    return figures


def _bind(document: Document, edition: Edition, district: District, figures: Figures) -> None:
    """Confirm what is proposed; where it is not right, choose as a methodist would."""
    by, at = district.people["Ремизова"], moment(edition.start, 15)
    for binding in Binding.objects.filter(measure__edition=edition).select_related("measure"):
        row = binding.measure.order
        right = document.is_right(row, binding.register, binding.types)
        figures.judged += right is not None
        figures.right += bool(right)
        choice = document.choice(row)
        if right is False and choice is not None:
            chosen = bindings.Chosen(register=choice[0], types=choice[1], scope=binding.scope)
            bindings.set_binding(measure=binding.measure, chosen=chosen, by=by, at=at)
        else:
            bindings.confirm(binding=binding, by=by, at=at)


def _carry_out(measure: Measure, district: District, figures: Figures) -> str:
    """Do the work of a measure for its first obligation; say what came of it."""
    binding = measure.binding
    types = "/".join(binding.types) or "любая запись"
    where = f"→ {binding.register}: {types}"
    do = EXECUTORS.get(binding.register)
    obligation = Obligation.objects.filter(measure=measure).order_by("control", "pk").first()
    if do is None or obligation is None:
        return f"{where} · исполнять некому: реестра ещё нет"
    window = next(
        one
        for one in windows_of(
            list(measure.occurrences.all()),
            start=measure.edition.start,
            end=measure.edition.end,
        )
        if one.occurrence == obligation.occurrence_id
    )
    watched = moving.watch(measure, _day(window), district, at=moment(TODAY))
    _do(do, district, obligation, binding, window)
    told = moving.tell(watched, figures, at=moment(TODAY, 15))
    obligation.refresh_from_db()
    if obligation.state not in {Obligation.State.SUBMITTED, Obligation.State.ACCEPTED}:
        state = obligation.get_state_display().lower()
        progress = getattr(obligation, "progress", None)
        so_far = progress.words(binding) if progress is not None else "ничего не засчитано"
        return f"{where} · НЕ исполнено, {state}: {so_far}. {binding.sentence}; {told}"
    figures.executable += 1
    return f"{where} · исполнено, {_checked(obligation, district)}; {told}"


def _do(
    do: object, district: District, obligation: Obligation, binding: Binding, window: Window
) -> None:
    """Do the work once, whatever served the measure before, and again until it is enough."""
    for times in range(MOST_TIMES):
        obligation = Obligation.objects.select_related(
            "organisation__territory", "measure", "occurrence", "roadmap"
        ).get(pk=obligation.pk)
        progress = getattr(obligation, "progress", None)
        if times and progress is not None and progress.reached:
            return
        missing = progress.needed - progress.done if progress is not None else 1
        people = missing if binding.counts in {"people", "organisations"} else 1
        work = Work(district, obligation, binding, _day(window), max(people, 1))
        do(work)  # type: ignore[operator]  # one of the executors


def _day(window: Window) -> date:
    """Return a working day inside the window, not ahead of today."""
    last = min(window.last, TODAY)
    first = min(max(window.first, last - timedelta(days=40)), last)
    return first + (last - first) / 2


def _checked(obligation: Obligation, district: District) -> str:
    """Check the evidence and accept, as the head of the authority does."""
    at = moment(TODAY, 16)
    verdicts = Counter(one.get_found_display() for one in promises.check(obligation, at=at))
    said = ", ".join(f"{name.lower()} {count}" for name, count in sorted(verdicts.items()))
    entry = Entry.objects.filter(fulfilments__obligation=obligation).order_by("pk").first()
    try:
        obligations.accept(obligation=obligation, by=district.people["Воронцова"], at=at)
    except NotAllowed:
        return f"проверка: {said or 'нечего'}; не принято"
    return f"принято; проверка: {said or 'нечего'}; записью «{str(entry)[:60]}»"


def _indicators(edition: Edition, figures: Figures) -> None:
    """Count the printed indicators of a plan that have a definition or a formula."""
    texts = {
        str(one["text"]): measure.text
        for measure in edition.measures.all()
        for one in measure.indicators
    }
    found = coverage.of_printed(texts)
    figures.indicators += len(found)
    figures.computed += sum(one.is_computable for one in found)
