"""Evidence is checked against the promise; a person overrules with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opora.demo.evidence import word_file
from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import EntryPart
from opora.domain.registers.services.entries import Part
from opora.domain.roadmaps.models import Evidence, EvidenceVerdict
from opora.domain.roadmaps.services import evidence, promises
from opora.domain.roadmaps.services.promises import OverruleRefused
from opora.domain.roadmaps.services.promises.found import has_day, has_name, has_number
from tests import factories
from tests.domain.roadmaps.work import bind, owed_of, record

NOON = factories.NOON
Verdict = EvidenceVerdict.Verdict
ORDER = ["Управление образования", "ПРИКАЗ № 57 – ОД", "от «3» ноября 2025 г.",
         "О рабочей группе", "Начальник управления П.И. Державин"]  # fmt: skip


def kept(lines: list[str]) -> int:
    return files.keep(word_file(lines), name="Приказ.docx", at=NOON).pk


@pytest.fixture
def owed(plan, methodical, coordinator):
    bind(plan, "1.", by=coordinator, register="acts", types=["order"])
    return owed_of(plan, "1.", methodical)


@pytest.fixture
def sides(school, other_school):
    return [Part(one, role=EntryPart.Role.SIDE) for one in (school, other_school)]


def verdicts(owed, prefix: str = "") -> dict[str, str]:
    found = promises.check(owed, at=NOON)
    return {
        one.claim.partition(":")[0]: one.found for one in found if one.claim.startswith(prefix)
    }


def an_order(methodical, methodist, lines: list[str] | None = None, **facts) -> None:
    known = {"number": "57-ОД", "date": "2025-11-03", "signatory": "Державин П.И."} | facts
    if lines is not None:
        known["files"] = [kept(lines)]
    record(
        methodical, by=methodist, register="acts", type="order", title="О группе", facts=known
    )


def test_an_order_whose_requisites_stand_in_its_file_is_confirmed(owed, methodical, methodist):
    an_order(methodical, methodist, ORDER)
    assert verdicts(owed) == {"amount": Verdict.CONFIRMED, "requisites": Verdict.CONFIRMED}


@pytest.mark.parametrize(
    ("facts", "lines", "verdict"),
    [
        ({}, None, Verdict.UNKNOWN),
        ({"number": ""}, ORDER, Verdict.PARTLY),
        ({"number": "", "date": "", "signatory": ""}, ORDER, Verdict.NOT_CONFIRMED),
        ({"number": "58-ОД"}, ORDER, Verdict.PARTLY),
        ({"number": "58-ОД", "date": "2025-11-04"}, ORDER, Verdict.NOT_CONFIRMED),
        ({}, ["скан"], Verdict.UNKNOWN),
    ],
)
def test_requisites_that_lack_or_differ_are_said(owed, methodist, facts, lines, verdict):
    an_order(owed.organisation, methodist, lines, **facts)
    assert verdicts(owed)["requisites"] == verdict


@pytest.mark.parametrize(
    ("written", "verdict"),
    [("2025-11-05", Verdict.CONFIRMED), ("2025-10-01", Verdict.NOT_CONFIRMED)],
)
def test_minutes_are_not_older_than_the_event(plan, methodical, coordinator, written, verdict):
    bind(plan, "1.", by=coordinator)
    record(methodical, by=coordinator, facts={"minutes_date": written})
    assert verdicts(owed_of(plan, "1.", methodical))["minutes"] == verdict


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        (None, Verdict.CONFIRMED),
        (date(2026, 5, 31), Verdict.CONFIRMED),
        (date(2025, 11, 20), Verdict.PARTLY),
    ],
)
def test_an_agreement_has_two_sides_and_covers_the_term(
    plan, sides, coordinator, until, verdict
):
    bind(plan, "1.", by=coordinator, register="agreements", types=["partnership"])
    record(
        sides[0].organisation, by=coordinator, register="agreements", type="partnership",
        until=until, parts=sides,
    )  # fmt: skip
    owed = plan.measures.get(number="1.").obligations.get()
    found = verdicts(owed)
    assert (found["sides"], found["term"]) == (Verdict.CONFIRMED, verdict)


def test_an_agreement_with_one_side_is_none(plan, school, coordinator):
    bind(plan, "1.", by=coordinator, register="agreements", types=["partnership"])
    record(school, by=coordinator, register="agreements", type="partnership")
    owed = plan.measures.get(number="1.").obligations.get()
    assert verdicts(owed)["sides"] == Verdict.NOT_CONFIRMED


def test_a_part_of_the_promised_number_is_a_part(plan, methodical, coordinator):
    bind(plan, "1.", by=coordinator, target=3)
    record(methodical, by=coordinator)
    [found] = promises.check(owed_of(plan, "1.", methodical), at=NOON)
    assert (found.found, found.detail) == (Verdict.PARTLY, "1 из 3 мероприятий.")


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (Evidence.Link.UNCHECKED, Verdict.UNKNOWN),
        (Evidence.Link.REACHED, Verdict.PARTLY),
        (Evidence.Link.LOST, Verdict.NOT_CONFIRMED),
    ],
)
def test_a_page_answers_or_not(owed, methodist, state, verdict):
    piece = evidence.attach_link(
        obligation=owed, address="https://school.example.org/plan", by=methodist, at=NOON
    )
    Evidence.objects.filter(pk=piece.pk).update(link_state=state, link_answer="Ответ.")
    assert verdicts(owed)["link"] == verdict


def test_a_page_whose_copy_is_kept_is_confirmed(owed, methodist):
    piece = evidence.attach_link(
        obligation=owed, address="https://school.example.org/plan", by=methodist, at=NOON
    )
    copy = factories.make_file()
    Evidence.objects.filter(pk=piece.pk).update(link_state="reached", copy=copy)
    assert verdicts(owed)["link"] == Verdict.CONFIRMED


def test_the_same_file_for_two_promises_is_pointed_out(plan, owed, methodist, coordinator):
    content = word_file(ORDER)
    other = plan.measures.get(number="4.").obligations.get()
    for one, by in ((owed, methodist), (other, coordinator)):
        evidence.attach_file(
            obligation=one, upload=Upload(content, "Приказ.docx"), by=by, at=NOON
        )
    assert verdicts(owed)["same"] == Verdict.PARTLY


def test_a_file_is_compared_with_what_the_plan_asked_for(owed, methodist):
    lines = ["АНАЛИТИЧЕСКАЯ СПРАВКА", "об итогах семинара для заместителей директоров"]
    upload = Upload(word_file(lines), "Аналитическая справка.docx")
    evidence.attach_file(obligation=owed, upload=upload, by=methodist, at=NOON)
    assert verdicts(owed)["file"] == Verdict.CONFIRMED


def test_checking_again_keeps_what_a_person_said(owed, methodical, methodist, coordinator):
    an_order(methodical, methodist, None)
    verdicts(owed)
    doubtful = EvidenceVerdict.objects.get(claim__startswith="requisites")
    promises.overrule(
        verdict=doubtful,
        to=Verdict.CONFIRMED,
        reason="Видел подлинник.",
        by=coordinator,
        at=NOON,
    )
    promises.check(owed, at=NOON + timedelta(days=1))
    doubtful.refresh_from_db()
    assert (doubtful.found, doubtful.standing) == (Verdict.UNKNOWN, Verdict.CONFIRMED)
    promises.overrule(verdict=doubtful, to="", reason="", by=coordinator, at=NOON)
    doubtful.refresh_from_db()
    assert doubtful.standing == Verdict.UNKNOWN


def test_a_verdict_is_overruled_with_a_reason_by_a_checker(
    owed, methodical, methodist, other_head
):
    an_order(methodical, methodist, None)
    verdicts(owed)
    doubtful = EvidenceVerdict.objects.get(claim__startswith="requisites")
    with pytest.raises(OverruleRefused):
        promises.overrule(verdict=doubtful, to="confirmed", reason=" ", by=methodist, at=NOON)
    with pytest.raises(NotAllowed):
        promises.overrule(
            verdict=doubtful, to="confirmed", reason="Да.", by=other_head, at=NOON
        )


def test_what_is_not_claimed_any_more_is_not_kept(owed, methodist):
    piece = evidence.attach_link(
        obligation=owed, address="https://school.example.org/plan", by=methodist, at=NOON
    )
    promises.check(owed, at=NOON)
    evidence.take_back(evidence=piece, by=methodist, at=NOON)
    promises.check(owed, at=NOON)
    assert not EvidenceVerdict.objects.filter(claim__startswith="link").exists()


@pytest.mark.parametrize(
    ("text", "number", "stands"),
    [
        ("Приказ № 57-ОД", "57-од", True),
        ("Приказ N 57 — ОД", "57-ОД", True),
        ("Приказ № 157-ОД", "57-ОД", False),
        ("Приказ № СЭД-01-06-67", "СЭД-01-06-67", True),
        ("Приказ", "57", False),
    ],
)
def test_a_number_is_found_however_it_is_spaced(text, number, stands):
    assert has_number(text, number) is stands


@pytest.mark.parametrize(
    "text", ["03.11.2025", "3.11.25", "«03» ноября 2025", "3 ноября 2025 года"]
)
def test_a_day_is_found_in_figures_and_in_words(text):
    assert has_day(f"от {text}", date(2025, 11, 3))
    assert not has_day(f"от {text}", date(2025, 11, 13))


def test_a_name_is_found_by_its_surname():
    assert has_name("И.о. начальника  П.И. Державина", "Державин Павел Ильич")
    assert not has_name("Начальник И.И. Иванов", "Державин П.И.")
    assert not has_name("кто угодно", "")
