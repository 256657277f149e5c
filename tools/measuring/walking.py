"""From a plan in force to its measures carried out: bind, do, see what follows."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass

from measuring import beyond, ground, moving
from measuring.executors import EXECUTORS, Executor
from measuring.printed import Printed
from measuring.seeds import Document, in_force, people_of
from measuring.stage import Stage, day_in, first_window
from measuring.work import TODAY, Work
from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.indicators.models import Definition
from opora.domain.indicators.services import coverage
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.domain.roadmaps.models import Binding, Edition, Measure, Obligation
from opora.domain.roadmaps.services import bindings, obligations, promises
from opora.domain.roadmaps.windows import Window

MOST_TIMES = 12


@dataclass
class Figures:
    """What came of all measures, and of the indicators that documents print."""

    measures: int = 0
    executable: int = 0
    right: int = 0
    judged: int = 0
    indicators: int = 0
    computed: int = 0
    printed: int = 0
    moved: int = 0
    beyond: int = 0

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
            f"figure indicators_moved {self.moved}/{self.printed}\n"
            f"figure indicators_moved_beyond_promise {self.beyond}/{self.moved}"
        )


def walk(document: Document, district: District, *, only: int | None = None) -> Figures:
    """Put the plan of a document in force and carry its measures out, one by one."""
    edition = in_force(document, district)
    ground.lay(edition, district)
    figures = Figures()
    _bind(document, edition, district, figures)
    stage = Stage(document, edition, district)
    for measure in edition.measures.order_by("order"):
        if only in {None, measure.order}:
            figures.measures += 1
            said = _carry_out(measure, stage, figures)
            _say(f"{document.name} {measure.order:>2} {measure.text[:56]:<56} {said}")
    if only is None:
        _finish(stage, figures)
    _indicators(edition, figures)
    return figures


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _finish(stage: Stage, figures: Figures) -> None:
    """Do what no measure promised and the document prints; tell what came of each indicator."""
    for printed in stage.ledger.indicators.values():
        figures.printed += 1
        if not printed.moved:
            _do_beyond(printed, stage)
            figures.beyond += bool(printed.moved)
        figures.moved += bool(printed.moved)
        _say(f"{stage.document.name}    {printed.line}")


def _do_beyond(printed: Printed, stage: Stage) -> None:
    """Do what an indicator counts, though no measure promises it; else say why it stands."""
    measure = stage.edition.measures.get(order=printed.rows[-1])
    definition = printed.definition
    day = beyond.day_of(definition, measure)
    watched = moving.watch([definition], stage.place, day, at=moment(TODAY))
    by = beyond.do(definition, measure, day, stage)
    seen = moving.look(watched, at=moment(TODAY, 15))
    stage.ledger.note(moving.moved(seen), by)
    if not printed.moved:
        printed.by = ", ".join(filter(None, (by, *map(moving.why_still, watched))))


def _bind(document: Document, edition: Edition, district: District, figures: Figures) -> None:
    """Confirm what is proposed; where it is not right, choose as a methodist would."""
    by, at = people_of(document, district)[0], moment(edition.start, 15)
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


def _carry_out(measure: Measure, stage: Stage, figures: Figures) -> str:
    """Do the work of a measure for its first obligation; say what came of it."""
    binding = measure.binding
    types = "/".join(binding.types) or "любая запись"
    where = f"→ {binding.register}: {types}"
    do = EXECUTORS[binding.register]
    obligation, window = first_window(measure)
    watched = moving.watch(
        _to_watch(measure, stage), stage.place, day_in(window), at=moment(TODAY)
    )
    _do(do, stage.district, obligation, binding, window)
    obligation.refresh_from_db()
    if obligation.state not in {Obligation.State.SUBMITTED, Obligation.State.ACCEPTED}:
        state = obligation.get_state_display().lower()
        progress = getattr(obligation, "progress", None)
        so_far = progress.words(binding) if progress is not None else "ничего не засчитано"
        return f"{where} · НЕ исполнено, {state}: {so_far}. {binding.sentence}"
    figures.executable += 1
    checked = _checked(obligation, stage)
    seen = moving.look(watched, at=moment(TODAY, 17))
    stage.ledger.note(moving.moved(seen), f"мероприятием {measure.order}", row=measure.order)
    return f"{where} · исполнено, {checked}; {stage.ledger.tell(measure, seen)}"


def _to_watch(measure: Measure, stage: Stage) -> list[Definition]:
    """Watch what the document prints and the work can move; else one that its register has."""
    register = measure.binding.register
    printed = [one for one in stage.ledger.watched() if moving.may_move(one, register)]
    return printed or moving.of_register(measure.binding)[:1]


def _do(
    do: Executor, district: District, obligation: Obligation, binding: Binding, window: Window
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
        work = Work(district, obligation, binding, day_in(window), max(people, 1))
        do(work)


def _checked(obligation: Obligation, stage: Stage) -> str:
    """Check the evidence and accept, as the head of who owns the plan does."""
    at = moment(TODAY, 16)
    verdicts = Counter(one.get_found_display() for one in promises.check(obligation, at=at))
    said = ", ".join(f"{name.lower()} {count}" for name, count in sorted(verdicts.items()))
    entry = Entry.objects.filter(fulfilments__obligation=obligation).order_by("pk").first()
    try:
        obligations.accept(obligation=obligation, by=stage.head, at=at)
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
