"""A campaign opens, its schools are told, those who are late are reminded."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.context.models import Campaign, Passport
from opora.domain.context.permissions import require_work_for
from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.refusals import Refused

_TOLD = (Role.SCHOOL_HEAD, Role.DEPUTY_HEAD)


class CampaignRefused(Refused):
    """The campaign cannot be opened so; the sentence says why."""


def open_campaign(  # noqa: PLR0913  # the words of a campaign
    *, territory: Territory, year: int, as_of: date, due: date, by: User, at: datetime
) -> Campaign:
    """Ask the schools of a municipality for their passports of a school year.

    Raises
    ------
    NotAllowed
        If the person does not work for the municipality.
    CampaignRefused
        If there is one for that year, or the last day comes before the day of the state.
    """
    require_work_for(by, territory, at=at)
    if territory.kind != Territory.Kind.MUNICIPALITY:
        raise CampaignRefused("Сбор паспортов открывает муниципалитет для своих школ.")
    if due < as_of:
        raise CampaignRefused("Срок сдачи раньше даты, на которую собираются сведения.")
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                territory=territory, year=year, as_of=as_of, due=due, opened_by=by, opened_at=at
            )
            audit.record("campaign.open", target=campaign, by=by, at=at, after={"due": due})
    except IntegrityError as race:
        raise CampaignRefused(f"Сбор паспортов за {year - 1}/{year} уже открыт.") from race
    _tell(campaign, owing(campaign, on=localdate(at)), at=at, key="open")
    return campaign


@transaction.atomic
def extend(*, campaign: Campaign, due: date, by: User, at: datetime) -> Campaign:
    """Give the schools that still owe the passport more time, and tell them.

    Raises
    ------
    CampaignRefused
        If the new day is not after the one that the schools know, or has passed already.
    """
    require_work_for(by, campaign.territory, at=at)
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if due <= held.due:
        raise CampaignRefused(
            f"Сейчас срок {held.due:%d.%m.%Y}. Продлить можно только на более поздний день: "
            "школы уже знают этот."
        )
    if due < localdate(at):
        raise CampaignRefused("Этот день уже прошёл.")
    before, held.due = held.due, due
    held.save(update_fields=["due"])
    audit.record(
        "campaign.extend", target=held, by=by, at=at, before={"due": before}, after={"due": due}
    )
    _tell(held, owing(held, on=localdate(at)), at=at, key=f"extend:{due}")
    campaign.refresh_from_db()
    return held


def owing(campaign: Campaign, *, on: date) -> list[Organisation]:
    """Return the open schools of the municipality that have not handed in, by name."""
    done = Passport.objects.handed_in().filter(campaign=campaign).values("school")
    schools = Organisation.objects.schools().open_on(on).filter(territory=campaign.territory)
    return list(schools.exclude(pk__in=done).order_by("short_name"))


def remind(*, campaign: Campaign, by: User | None, at: datetime) -> int:
    """Remind the heads of schools that have not handed in, once a day; return how many schools.

    ``by`` is None when a job reminds.
    """
    if by is not None:
        require_work_for(by, campaign.territory, at=at)
    today = localdate(at)
    late = owing(campaign, on=today)
    if late:
        _tell(campaign, late, at=at, key=f"remind:{today}")
        audit.record("campaign.remind", target=campaign, by=by, at=at, after={"n": len(late)})
    return len(late)


def _tell(campaign: Campaign, schools: list[Organisation], *, at: datetime, key: str) -> None:
    heads = Membership.objects.on(localdate(at)).filter(
        organisation__in=schools, role__in=_TOLD
    )
    year = f"{campaign.year - 1}/{campaign.year % 100:02d}"
    notices.tell_many(
        [one.user for one in heads.select_related("user")],
        kind="passport.asked",
        text=f"Заполните социальный паспорт школы за {year} до {campaign.due:%d.%m.%Y}.",
        key=f"campaign:{campaign.pk}:{key}",
        at=at,
        address=f"/passports/{campaign.pk}/mine/",
    )
