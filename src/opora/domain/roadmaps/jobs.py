"""What runs by itself. Every job may run twice: the second time changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate, now

from opora.domain.acts import links
from opora.domain.acts.services import files
from opora.domain.indicators.periods import year_period
from opora.domain.organisations.models import Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.people.services import digests, notices
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Edition, Evidence, Obligation
from opora.domain.roadmaps.services import editions, fulfilment, measuring, promises, telling
from opora.domain.roadmaps.services.bindings import propose_for

RECHECK_AFTER = timedelta(days=30)
_AT_ONCE = 200
_ASK_FROM_MONTH = 5
_LAST_MONTH = 8


def enter_force(edition_id: int) -> None:
    """Write the obligations of a large plan that was approved."""
    editions.enter_force(edition=Edition.objects.get(pk=edition_id))


def follow_entries(entries: list[int]) -> None:
    """Follow entries that touch too many measures for a page."""
    fulfilment.follow(entries, at=now())


def check_promises(obligations: list[int]) -> None:
    """Check the evidence of obligations that were handed in."""
    promises.check_many(obligations, at=now())


def catch_up_with_entries(*, at: datetime | None = None) -> int:
    """Follow what the commit of an entry may have missed; return how many were looked at."""
    return fulfilment.catch_up(at=at or now())


def record_execution(*, at: datetime | None = None) -> int:
    """Record the share done in time, by municipality and school; return how many figures."""
    moment = at or now()
    today = localdate(moment)
    year = year_period(SchoolYear.of(today))
    owing = Obligation.objects.filter(control__range=(year.first, year.last))
    territories = Territory.objects.filter(pk__in=owing.values("territory"))
    return sum(
        measuring.record_execution(one, year, on=today, at=moment) for one in territories
    )


def propose_bindings(*, at: datetime | None = None) -> int:
    """Propose bindings in plans that came into force before there were any."""
    moment = at or now()
    waiting = Edition.objects.in_force().filter(measures__binding=None, measures__isnull=False)
    plans = waiting.select_related("roadmap__owner__territory").distinct()
    return sum(propose_for(edition, by=None, at=moment) for edition in plans)


def check_links(*, at: datetime | None = None, opener: links.Resolve = links.resolve) -> int:
    """Open links not looked at for a month, keep a copy of what opens; return how many."""
    moment = at or now()
    stale = (
        Evidence.objects.standing()
        .exclude(address="")
        .filter(Q(link_checked_at=None) | Q(link_checked_at__lt=moment - RECHECK_AFTER))
        .order_by("link_checked_at", "pk")[:_AT_ONCE]
    )
    found = list(stale)
    for evidence in found:
        check_link(evidence, links.open_link(evidence.address, resolve_host=opener), at=moment)
    return len(found)


def check_link(evidence: Evidence, answer: links.Answer, *, at: datetime) -> None:
    """Write down what a link gave; a copy kept before stays when the page is lost."""
    evidence.link_state = answer.state
    evidence.link_answer = answer.sentence[:200]
    evidence.link_checked_at = at
    if answer.content:
        try:
            evidence.copy = files.keep(answer.content, name=_name(answer), at=at)
        except files.FileRefused as refusal:
            evidence.link_answer = f"Открывается; копии нет: {refusal}"[:200]
    evidence.save(update_fields=["link_state", "link_answer", "link_checked_at", "copy"])


def send_digests(*, on: date | None = None, at: datetime | None = None) -> int:
    """Send everybody at most one letter of the day, with what is late and what comes."""
    moment = at or now()
    return digests.send_all(on=on or localdate(moment), at=moment, more=digest_lines)


def digest_lines(user: User, on: date) -> list[str]:
    """Say in a line or two what waits for the person; nothing if nothing does."""
    day = queries.my_day(user, on=on, only_mine=True, limit=0)
    named = (
        ("Просрочено", day.overdue.total),
        ("Возвращено вам", day.returned.total),
        ("Ждут вашей проверки", day.to_check.total),
        ("Срок в ближайшие две недели", day.soon.total),
    )
    return [f"{name}: {count}." for name, count in named if count]


def _name(answer: links.Answer) -> str:
    kinds = {"application/pdf": "page.pdf", "text/plain": "page.txt"}
    return kinds.get(answer.media_type, "page.html")


def ask_as_needed(*, on: date | None = None, at: datetime | None = None) -> int:
    """Ask once a year whether what is done «по мере необходимости» was needed.

    Asked from May on, while the school year lasts. Returns of how many it asked.
    """
    moment = at or now()
    day = on or localdate(moment)
    if not _ASK_FROM_MONTH <= day.month <= _LAST_MONTH:
        return 0
    year = SchoolYear.of(day).start
    open_ones = Obligation.objects.filter(
        occurrence__as_needed=True,
        school_year=year,
        state__in=Obligation.OWED,
        measure__edition__status=Edition.Status.IN_FORCE,
    ).select_related("measure", "organisation", "occurrence", "person", "submitted_by")
    asked = 0
    for obligation in open_ones.iterator(chunk_size=500):
        notices.tell_many(
            telling.doers(obligation, moment),
            kind="obligation.as_needed",
            text=f"Была ли необходимость в этом году: {obligation.measure.text[:200]}? "
            "Напишите, что сделано, или что не понадобилось.",
            key=f"obligation:{obligation.pk}:as_needed:{year}",
            at=moment,
            address=telling.address_of(obligation),
        )
        asked += 1
    return asked
