"""What stops a list on its way: a number that is not accepted, a file withdrawn since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from opora.demo import results
from opora.domain.assessments.models import Import
from opora.domain.identification.models import Run
from opora.domain.identification.services import decisions, replies, runs
from opora.domain.identification.services.replies import Claim
from tests.browser.files_of_year import Stage, stage  # noqa: F401  # a fixture
from tests.browser.people import Mouse, sign_in
from tests.browser.test_from_files_to_order import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO = "Протокол апелляции не подписан: число остаётся прежним."


@dataclass(frozen=True, slots=True)
class Contested:
    """A list open to the schools of which one contests a number."""

    told: Stage
    run: Run
    school: int


@pytest.fixture
def contested(stage: Stage) -> Contested:  # noqa: F811  # a fixture
    for file in stage.files():
        results.add(results.check(file, stage.district, at=now()), at=now())
    by, moment = stage.coordinator, now()
    territory = by.memberships.get().organisation.territory
    run = runs.start(territory=territory, year=stage.year, by=by, at=moment)
    runs.open_replies(run=run, due=localdate(), by=by, at=moment)
    verdicts = list(run.verdicts.listed().select_related("school", "run"))
    for verdict in verdicts[1:]:
        head = stage.district.reporter(verdict.school)
        replies.agree(verdict=verdict, by=head, at=moment)
    first = verdicts[0]
    clause = next(one for one in first.clauses if one["low"])
    claim = Claim(
        clause["assessment"], clause["year"], clause["below"] - 1, clause["participants"],
        "Апелляция удовлетворена.",
    )  # fmt: skip
    head = stage.district.reporter(first.school)
    replies.contest(verdict=first, claim=claim, by=head, at=moment)
    for verdict in run.verdicts.undecided():
        runs.decide(verdict=verdict, listed=False, reason="Мало.", by=by, at=moment)
    return Contested(stage, run, first.school_id)


def test_a_number_is_rejected_and_a_list_of_withdrawn_data_is_not_approved(
    contested: Contested, new_page: Callable[..., Page]
) -> None:
    told, run = contested.told, contested.run
    card = f"/identification/{run.pk}/schools/{contested.school}/"

    def enter(person: object, width: int = 1280) -> Walker:
        page = new_page(width)
        sign_in(page, person)  # type: ignore[arg-type]  # a user
        return Walker(page, Mouse(), script=True)

    ours = enter(told.coordinator)
    ours.open(card)
    ours.hand.choose(ours.field("Отклонить"))
    ours.hand.fill(ours.field("Что ответить школе"), NO)
    ours.send("Ответить школе")
    ours.reads("Школа получила ответ")
    verdict = run.verdicts.select_related("school").get(school=contested.school)
    theirs = enter(told.district.reporter(verdict.school), width=360)
    theirs.open(card)
    theirs.reads(NO)
    theirs.reads("Отклонено")

    decisions.send(run=run, by=told.coordinator, at=now())
    file = Import.objects.filter(source=run.sources[0]["source"]).get()
    ours.open(f"/results/imports/{file.pk}/withdraw/")
    ours.hand.fill(ours.field("Почему файл отзывается"), "Не те работы.")
    ours.send("Отозвать")
    above = enter(told.authority_head)
    above.open(f"/identification/{run.pk}/decision/")
    above.reads("После расчёта данные изменились")
    above.send("Утвердить список")

    above.reads("Пересчитайте список")
    above.reads("отозван")
    expect(above.main.get_by_role("button", name="Утвердить список")).to_be_visible()
    run.refresh_from_db()
    assert run.status == Run.Status.ON_APPROVAL
