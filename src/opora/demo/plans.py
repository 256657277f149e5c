"""The demo's orders become plans the way a methodist makes them: brought, read, confirmed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from opora.demo.district import District
from opora.demo.orders import Order
from opora.demo.paper import printed
from opora.domain.acts.draft_checks import finding_key
from opora.domain.acts.models import Act, Draft
from opora.domain.acts.services import acts, corrections, drafts
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Measure, Obligation, Responsible
from opora.domain.roadmaps.services import children, confirming, editions, measures

CAST = {
    "ministry": ("Дымова", "Дымова"),
    "authority": ("Лукина", "Воронцова"),
    "centre": ("Лукина", "Воронцова"),
}
"""Owner → who brings the order, who approves the plan."""
CHECKED = "Сверено с подлинником."
NEW_RESULT = "Отчёт, рассмотренный советом по образованию, и справка на сайте управления"


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment of a day in the time zone of the installation."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def bring(order: Order, district: District, *, at: datetime) -> Draft:
    """Bring an order's file and read it, as the job would."""
    methodist = district.people[CAST[order.owner][0]]
    brought = drafts.bring(
        printed(order), name=order.file, organisation=district.organisations[order.owner],
        by=methodist, at=at,
    )  # fmt: skip
    drafts.read_queued(brought.draft.pk, at=at)
    brought.draft.refresh_from_db()
    return brought.draft


def put_in_force(order: Order, district: District, *, at: datetime) -> Edition:
    """Bring, check, confirm and approve an order."""
    draft = bring(order, district, at=at)
    methodist, head = (district.people[name] for name in CAST[order.owner])
    for finding in draft.current["findings"] if draft.current else ():
        if finding["severity"] == "error":
            key = finding_key(finding)
            draft = corrections.decide(
                draft, finding_key=key, decision="as_printed", by=methodist, at=at, note=CHECKED
            )
    corrections.check_confident(draft, by=methodist, at=at)
    edition = confirming.create_from_draft(
        draft=draft, owner=district.organisations[order.owner], by=methodist, at=at
    )
    choose_listed(edition, district)
    edition = editions.send_for_approval(edition=edition, by=methodist, at=at)
    return editions.approve(
        edition=edition, by=head, at=at + timedelta(hours=3), act=edition.act
    )


def choose_listed(edition: Edition, district: District) -> None:
    """Say which schools «школы списка» are: the person chooses them on the review page."""
    for measure in edition.measures.filter(text__contains="школах списка"):
        for one in measure.responsible.filter(meaning=Responsible.Meaning.EVERY_SCHOOL):
            one.meaning = Responsible.Meaning.LISTED_SCHOOLS
            one.note = ""
            one.save()
            one.schools.set(district.listed)


def amend(edition: Edition, district: District, *, day: date) -> Edition:
    """Make the second edition by an order of its own: one row changed, one added."""
    methodist, head = (district.people[name] for name in CAST["authority"])
    at = moment(day)
    new = editions.amend(roadmap=edition.roadmap, by=methodist, at=at)
    changed = new.measures.get(text__startswith="Отчёт об исполнении")
    measures.set_cells(
        measure=changed, by=methodist, at=at,
        cells=changed.cells | {"expected_result": NEW_RESULT},
    )  # fmt: skip
    last = new.measures.get(number="3.5")
    added = measures.add(
        edition=new, text="Мастер-классы учителей школ-лидеров по функциональной грамотности",
        number="3.6", section=last.section, after=last, by=methodist, at=at,
    )  # fmt: skip
    _write_row(added, start=day, by=methodist, at=at)
    act = acts.register(
        kind=Act.Kind.ORDER, number="251-ОД", date=day, issuer=edition.roadmap.owner,
        title="О внесении изменений в план мероприятий поддержки школ", by=head, at=at,
        signatory_post="Начальник управления образования", signatory_name="Е.П. Воронцова",
        links=[acts.Link(kind="amends", other=edition.act)] if edition.act else [],
    )  # fmt: skip
    editions.send_for_approval(edition=new, by=methodist, at=at)
    return editions.approve(edition=new, by=head, at=at, act=act)


def _write_row(measure: Measure, *, start: date, by: User, at: datetime) -> None:
    due = start + timedelta(days=150)
    measures.set_schedule(
        measure=measure, by=by, at=at, deadline_text=f"до {due:%d.%m.%Y}",
        schedule=[{"type": "deadline", "date": due.isoformat(), "inclusive": None}],
    )  # fmt: skip
    measures.set_responsible(
        measure=measure, by=by, at=at, responsible_text="ИМЦ",
        actors=[{"text": "ИМЦ", "type": "organization", "norm": "ИМЦ"}],
    )  # fmt: skip


def school_plans(edition: Edition, district: District, *, on: date) -> None:
    """Let the listed schools begin their own roadmaps, each at another point of the way."""
    owed = Obligation.objects.filter(
        measure__edition=edition, measure__child_level=True, organisation__in=district.listed
    ).order_by("organisation__short_name")
    for step, obligation in enumerate(owed[:3]):
        head = district.reporter(obligation.organisation)
        opened = min(
            moment(on - timedelta(days=1)),
            moment((obligation.control or on) - timedelta(days=12)),
        )
        child = children.open_child(obligation=obligation, by=head, at=opened)
        if step < 2:  # noqa: PLR2004  # the third stays a draft
            editions.send_for_approval(edition=child, by=head, at=opened + timedelta(hours=1))
        if step < 1:
            editions.approve(edition=child, by=head, at=opened + timedelta(hours=2))
