"""Copies of a plan: for its next edition, and for another year."""

from __future__ import annotations

from opora.domain.roadmaps.models import Edition, Measure, Section


def copy_rows(source: Edition, target: Edition, *, linked: bool) -> None:
    """Copy sections, measures and responsible parties; ``linked`` keeps the lineage."""
    sections = {None: None} | {
        one.pk: _copy_section(one, target) for one in source.sections.all()
    }
    for measure in source.measures.order_by("order").prefetch_related("responsible"):
        actors = list(measure.responsible.all())
        previous = measure.pk if linked else None
        copy = _copy_measure(measure, target, sections[measure.section_id], previous)
        for actor in actors:
            schools = list(actor.schools.all())
            actor.pk, actor.measure = None, copy
            actor._state.adding = True  # noqa: SLF001  # Django's documented way to copy a row
            actor.save()
            actor.schools.set(schools)


def _copy_section(section: Section, target: Edition) -> Section:
    schools = list(section.schools.all())
    section.pk, section.edition = None, target
    section._state.adding = True  # noqa: SLF001  # as above
    section.save()
    section.schools.set(schools)
    return section


def _copy_measure(
    measure: Measure, target: Edition, section: Section | None, previous: int | None
) -> Measure:
    copy = Measure.objects.get(pk=measure.pk)
    copy.pk, copy.edition, copy.section, copy.previous_id = None, target, section, previous
    copy._state.adding = True  # noqa: SLF001  # as above
    copy.save()
    return copy
