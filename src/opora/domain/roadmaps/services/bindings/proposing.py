"""Proposals for the measures of an edition: carried over, learned here, or by the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Binding, Edition, Measure
from opora.domain.roadmaps.services.bindings.learning import Learned, Memory
from opora.reading.bindings import Proposal, Row, propose
from opora.reading.kinds import measure_kind
from opora.reading.model import Indicator

CARRIED = (
    "status", "register", "types", "topic", "words", "hours_min", "counts", "target", "share",
    "denominator", "posts", "scope", "confidence", "why", "reason", "decided_by_id",
    "decided_at",
)  # fmt: skip


@transaction.atomic
def propose_for(edition: Edition, *, by: User | None, at: datetime) -> int:
    """Give every measure of an edition a binding that has none; return how many.

    What a person decided for the same measure of the edition before holds on; what people
    confirmed here for a measure of nearly the same words is proposed before the rules speak.
    """
    measures = list(
        edition.measures.filter(binding=None)
        .select_related("previous__binding", "section", "edition__roadmap__owner")
        .order_by("order")
    )
    if not measures:
        return 0
    memory = Memory(edition.roadmap.owner.territory)
    made = [_binding(measure, memory) for measure in measures]
    Binding.objects.bulk_create(made)
    audit.record("edition.bind", target=edition, by=by, at=at, after={"proposed": len(made)})
    return len(made)


def _binding(measure: Measure, memory: Memory) -> Binding:
    before: Binding | None = getattr(measure.previous, "binding", None)
    if before is not None and measure.previous and measure.previous.text == measure.text:
        return Binding(measure=measure, **{name: getattr(before, name) for name in CARRIED})
    learned = memory.nearest(measure.text)
    if learned is not None:
        return _as_learned(measure, learned)
    return _as_proposed(measure, propose(kind_of(measure), row_of(measure)))


def kind_of(measure: Measure) -> str:
    """Return the kind of a measure: confirmed, else guessed by its words."""
    if measure.kind:
        return measure.kind
    row = row_of(measure)
    guess = measure_kind(
        row.measure, expected_result=row.expected_result, evidence_form=row.evidence_form
    )
    return guess.value


def row_of(measure: Measure) -> Row:
    """Return the words of a measure as the reader of bindings takes them."""
    cells = {key: str(text) for key, text in measure.cells.items()}
    return Row(
        measure=measure.text,
        expected_result=cells.get("expected_result", ""),
        evidence_form=cells.get("evidence_form", ""),
        responsible=measure.responsible_text,
        indicators=tuple(_indicators(measure.indicators)),
    )


def _indicators(stored: Iterable[dict[str, object]]) -> Iterable[Indicator]:
    for one in stored:
        target = one.get("target")
        if isinstance(target, list):
            target = (float(target[0]), float(target[1]))
        yield Indicator(
            text=str(one.get("text") or ""),
            kind=one.get("kind") or "qualitative",  # type: ignore[arg-type]  # one of its words
            unit=one.get("unit"),  # type: ignore[arg-type]  # a string or nothing
            target=target,  # type: ignore[arg-type]  # a number or nothing
            comparator=one.get("comparator"),  # type: ignore[arg-type]  # one of its words
            subject=one.get("subject"),  # type: ignore[arg-type]  # a string or nothing
        )


def _as_proposed(measure: Measure, found: Proposal) -> Binding:
    share = found.target.share
    return Binding(
        measure=measure, register=found.register, types=list(found.types),
        topic=found.topic, words=list(found.words), hours_min=found.hours_min,
        counts=found.target.counts, target=found.target.number,
        share=None if share is None else Decimal(str(share)),
        denominator=found.target.denominator, posts=list(found.target.posts),
        scope=found.scope, confidence=found.confidence, why=found.why[:400],
    )  # fmt: skip


def _as_learned(measure: Measure, learned: Learned) -> Binding:
    """Take the register and its types from here, the target from the words of this measure."""
    known = learned.binding
    fresh = propose(kind_of(measure), row_of(measure))
    found = _as_proposed(measure, fresh)
    if fresh.register != known.register:
        found.words, found.hours_min = list(known.words), known.hours_min
        found.counts, found.target, found.share = known.counts, known.target, known.share
        found.denominator, found.posts = known.denominator, list(known.posts)
    found.register, found.types, found.topic = known.register, list(known.types), known.topic
    found.confidence, found.why = round(learned.alike, 2), learned.why[:400]
    return found
