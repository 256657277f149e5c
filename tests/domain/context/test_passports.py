"""A passport is filled answer by answer, handed in, returned and accepted."""

from __future__ import annotations

import pytest

from opora.domain.context.fields import PUPILS, passport_fields
from opora.domain.context.models import Campaign, Passport
from opora.domain.context.services import campaigns, passports
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import AuditEvent, Notice, User
from opora.domain.refusals import NotAllowed
from tests import factories
from tests.domain.context.conftest import AS_OF, DUE, Filled, answers
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def passport(campaign: Campaign, own: Organisation, head: User) -> Passport:
    return passports.begin(campaign=campaign, school=own, by=head, at=NOON)


def fill(passport: Passport, by: User) -> None:
    for item, answer in answers(0.4, 142).items():
        passports.save_answer(
            passport=passport, item=item, typed=str(answer), by=by, at=NOON,
            seen_version=passport.version,
        )  # fmt: skip


def test_heads_of_schools_are_told_that_a_campaign_opened(
    territory: Territory, keeper: User, head: User
) -> None:
    campaigns.open_campaign(
        territory=territory, year=2026, as_of=AS_OF, due=DUE, by=keeper, at=NOON
    )

    assert "до 20.11.2025" in Notice.objects.get(user=head).text


def test_a_second_campaign_of_a_year_is_refused(campaign: Campaign, keeper: User) -> None:
    with pytest.raises(campaigns.CampaignRefused, match="уже открыт"):
        campaigns.open_campaign(
            territory=campaign.territory, year=2026, as_of=AS_OF, due=DUE, by=keeper, at=NOON
        )


def test_a_campaign_that_ends_before_it_begins_is_refused(
    territory: Territory, keeper: User
) -> None:
    with pytest.raises(campaigns.CampaignRefused, match="раньше"):
        campaigns.open_campaign(
            territory=territory, year=2026, as_of=DUE, due=AS_OF, by=keeper, at=NOON
        )


def test_reminding_twice_on_a_day_tells_once(
    campaign: Campaign, head: User, keeper: User
) -> None:
    for _ in range(2):
        campaigns.remind(campaign=campaign, by=keeper, at=NOON)

    assert Notice.objects.filter(user=head, key__contains="remind").count() == 1


def test_an_answer_is_kept_with_its_origin_and_in_the_history(
    passport: Passport, head: User
) -> None:
    found = passports.save_answer(
        passport=passport, item=PUPILS, typed="142", seen_version=0, by=head, at=NOON
    )

    assert found == []
    value = passport.values.get(item=PUPILS)
    assert (value.number, value.source, value.by) == (142, "typed", head)
    assert AuditEvent.objects.get(action="passport.answer").after == {PUPILS: 142}


@pytest.mark.parametrize(
    ("typed", "words"),
    [("много", "не целое число"), ("12,5", "не целое число"), ("30%", "не процент"), ("-4", "не целое число")],
)  # fmt: skip
def test_letters_where_numbers_belong_are_refused_in_words(
    passport: Passport, head: User, typed: str, words: str
) -> None:
    with pytest.raises(passports.AnswerRefused, match=words):
        passports.save_answer(
            passport=passport, item="C02", typed=typed, seen_version=0, by=head, at=NOON
        )
    assert not passport.values.exists()


def test_a_part_above_the_whole_is_kept_as_a_draft_and_remarked(
    passport: Passport, head: User
) -> None:
    passports.save_answer(
        passport=passport, item=PUPILS, typed="142", seen_version=0, by=head, at=NOON
    )
    found = passports.save_answer(
        passport=passport, item="C02", typed="143", seen_version=1, by=head, at=NOON
    )

    assert "больше, чем всего обучающихся: 142" in found[0].sentence
    assert passport.values.get(item="C02").number == 143


def test_two_people_in_one_field_meet_a_conflict_and_nothing_is_lost(
    passport: Passport, own: Organisation, head: User
) -> None:
    deputy = factories.make_member(own, Role.DEPUTY_HEAD)
    passports.save_answer(
        passport=passport, item="C02", typed="10", seen_version=0, by=deputy, at=NOON
    )

    with pytest.raises(passports.AnswerConflict, match="сейчас там «10»"):
        passports.save_answer(
            passport=passport, item="C02", typed="12", seen_version=0, by=head, at=NOON
        )
    assert passport.values.get(item="C02").number == 10


def test_two_windows_of_one_person_meet_a_conflict_too(passport: Passport, head: User) -> None:
    passports.save_answer(
        passport=passport, item="T1", typed="town", seen_version=0, by=head, at=NOON
    )

    with pytest.raises(passports.AnswerConflict, match="сейчас там «Город»"):
        passports.save_answer(
            passport=passport, item="T1", typed="village", seen_version=0, by=head, at=NOON
        )
    passports.save_answer(
        passport=passport, item="T1", typed="town", seen_version=0, by=head, at=NOON
    )


def test_only_those_who_lead_the_campaign_extend_it_and_accept_many(
    campaign: Campaign, own: Organisation, head: User
) -> None:
    with pytest.raises(NotAllowed):
        campaigns.extend(campaign=campaign, due=DUE.replace(year=2026), by=head, at=NOON)
    with pytest.raises(NotAllowed):
        passports.accept_many(campaign=campaign, schools=[own.pk], by=head, at=NOON)


def test_a_campaign_is_not_extended_to_a_day_that_has_passed(
    campaign: Campaign, keeper: User
) -> None:
    Campaign.objects.update(due=AS_OF)
    with pytest.raises(campaigns.CampaignRefused, match="уже прошёл"):
        campaigns.extend(campaign=campaign, due=AS_OF.replace(day=2), by=keeper, at=NOON)


def test_a_passport_with_gaps_is_not_handed_in_and_says_each_gap(
    passport: Passport, head: User
) -> None:
    with pytest.raises(passports.PassportRefused) as refused:
        passports.submit(passport=passport, by=head, at=NOON)

    assert len(refused.value.remarks) == len(passport_fields())


def test_a_gap_with_a_reason_may_be_handed_in(passport: Passport, head: User) -> None:
    fill(passport, head)
    passports.save_answer(
        passport=passport, item="C13", typed="", absent="анкета не проводилась",
        seen_version=passport.version, by=head, at=NOON,
    )  # fmt: skip
    passports.submit(passport=passport, by=head, at=NOON)

    assert passport.status == Passport.Status.SUBMITTED


def test_a_passport_handed_in_cannot_be_changed_until_it_is_returned(
    passport: Passport, head: User, keeper: User
) -> None:
    fill(passport, head)
    passports.submit(passport=passport, by=head, at=NOON)
    with pytest.raises(passports.PassportClosed):
        passports.save_answer(
            passport=passport, item="C02", typed="1", seen_version=99, by=head, at=NOON
        )

    passports.return_(passport=passport, remark="Проверьте C04", by=keeper, at=NOON)
    passports.save_answer(
        passport=passport, item="C02", typed="1", seen_version=99, by=head, at=NOON
    )
    assert Notice.objects.filter(user=head, text__contains="Проверьте C04").exists()


def test_a_passport_is_not_returned_without_a_remark(
    passport: Passport, head: User, keeper: User
) -> None:
    fill(passport, head)
    passports.submit(passport=passport, by=head, at=NOON)
    with pytest.raises(passports.AnswerRefused, match="что исправить"):
        passports.return_(passport=passport, remark=" ", by=keeper, at=NOON)


def test_a_passport_is_accepted_once(passport: Passport, head: User, keeper: User) -> None:
    fill(passport, head)
    passports.submit(passport=passport, by=head, at=NOON)
    passports.accept(passport=passport, by=keeper, at=NOON)
    with pytest.raises(passports.PassportRefused, match="уже проверен"):
        passports.accept(passport=passport, by=keeper, at=NOON)


def test_a_new_year_begins_with_the_answers_of_the_last_which_must_be_confirmed(
    territory: Territory, own: Organisation, head: User, keeper: User, filled: Filled
) -> None:
    last = Campaign.objects.create(
        territory=territory, year=2025, as_of=AS_OF.replace(year=2024),
        due=DUE.replace(year=2024), opened_by=keeper, opened_at=NOON,
    )  # fmt: skip
    filled(last, own, hard=0.4, pupils=142)
    now = campaigns.open_campaign(
        territory=territory, year=2026, as_of=AS_OF, due=DUE, by=keeper, at=NOON
    )
    passport = passports.begin(campaign=now, school=own, by=head, at=NOON)

    assert {one.source for one in passport.values.all()} == {"last_year"}
    with pytest.raises(passports.PassportRefused) as refused:
        passports.submit(passport=passport, by=head, at=NOON)
    assert "с прошлого года" in refused.value.remarks[0].sentence

    passports.confirm_last_year(passport=passport, by=head, at=NOON)
    passports.submit(passport=passport, by=head, at=NOON)
    assert passport.status == Passport.Status.SUBMITTED


def test_the_head_of_another_school_neither_fills_nor_sees(
    passport: Passport, territory: Territory
) -> None:
    other = factories.make_organisation(territory)
    stranger = factories.make_member(other, Role.SCHOOL_HEAD)

    with pytest.raises(NotAllowed, match="директор"):
        passports.save_answer(
            passport=passport, item="C02", typed="1", seen_version=0, by=stranger, at=NOON
        )
    assert not Passport.objects.visible_to(stranger, on=TODAY).exists()
    assert reason(passport, stranger, on=TODAY) is None


def test_the_municipality_sees_passports_and_does_not_fill_them(
    passport: Passport, keeper: User
) -> None:
    assert Passport.objects.visible_to(keeper, on=TODAY).get() == passport
    with pytest.raises(NotAllowed):
        passports.save_answer(
            passport=passport, item="C02", typed="1", seen_version=0, by=keeper, at=NOON
        )
