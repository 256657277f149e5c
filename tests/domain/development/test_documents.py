"""Documents of development: written, checked twice, confirmed by an order, and refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from opora.domain.acts.links import LinkRefused
from opora.domain.acts.services.files import FileRefused, Upload
from opora.domain.development.models import Document
from opora.domain.development.services import documents
from opora.domain.development.services.documents import Approval, DocumentRefused
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.development.stage import (
    APPROVAL,
    YEAR,
    make_agreed,
    make_confirmed,
    make_document,
)
from tests.factories import NOON, make_act

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def test_a_document_goes_through_both_checks_to_its_order(
    school: Organisation, school_head: User, curator: User, coordinator: User
) -> None:
    made = make_document(school, school_head)
    documents.send(document=made, by=school_head, at=NOON)
    documents.agree(document=made, by=curator, at=NOON, words="Хорошо")
    documents.check(document=made, by=coordinator, at=NOON)
    assert Entry.objects.get().state == Entry.State.PLANNED
    documents.confirm(
        document=made, approval=APPROVAL, address="https://school5.example.org/concept",
        by=coordinator, at=NOON,
    )  # fmt: skip
    entry = Entry.objects.get()
    assert (entry.register, entry.type, entry.state) == ("development", "concept", "done")
    assert entry.day == date(2025, 11, 3)
    assert entry.facts == {
        "number": "17-од", "date": "2025-11-03", "signatory": "Горохов И. Л.", "files": [],
        "address": "https://school5.example.org/concept",
    }  # fmt: skip
    assert [step.status for step in made.steps.order_by("pk")] == [
        "with_curator", "agreed", "checked", "confirmed",
    ]  # fmt: skip


def test_a_programme_against_a_risk_names_it_in_its_entry(
    school: Organisation, school_head: User
) -> None:
    make_document(school, school_head, "antirisk", "R06")
    assert Entry.objects.get().topic == "R06"
    assert "Низкая учебная мотивация" in Entry.objects.get().title


def test_a_programme_against_no_risk_is_refused(
    school: Organisation, school_head: User
) -> None:
    with pytest.raises(DocumentRefused, match="какого риска"):
        documents.begin(school=school, type="antirisk", year=YEAR, by=school_head, at=NOON)


def test_the_same_document_is_not_begun_twice(school: Organisation, school_head: User) -> None:
    make_document(school, school_head)
    with pytest.raises(DocumentRefused, match="уже есть"):
        make_document(school, school_head)


def test_what_is_not_filled_is_named(school: Organisation, school_head: User) -> None:
    made = documents.begin(school=school, type="concept", year=YEAR, by=school_head, at=NOON)
    documents.write(document=made, sections={"C01": "Зачем"}, by=school_head, at=NOON)
    with pytest.raises(DocumentRefused, match="«Анализ текущего состояния»"):
        documents.send(document=made, by=school_head, at=NOON)


def test_a_file_stands_for_the_typed_parts_and_may_be_dropped(
    school: Organisation, school_head: User
) -> None:
    made = documents.begin(school=school, type="concept", year=YEAR, by=school_head, at=NOON)
    made = documents.bring_file(
        document=made, upload=Upload(PDF, "Концепция.pdf"), by=school_head, at=NOON
    )
    assert made.missing == []
    made = documents.drop_file(document=made, by=school_head, at=NOON)
    assert len(made.missing) == len(made.template)


def test_a_dangerous_file_is_refused(school: Organisation, school_head: User) -> None:
    made = make_document(school, school_head)
    with pytest.raises(FileRefused):
        documents.bring_file(
            document=made,
            upload=Upload(b"MZ\x90\x00", "Концепция.pdf"),
            by=school_head,
            at=NOON,
        )


def test_writing_the_same_again_leaves_no_trace(
    school: Organisation, school_head: User
) -> None:
    made = make_document(school, school_head)
    events = AuditEvent.objects.count()
    documents.write(document=made, sections=made.sections, by=school_head, at=NOON)
    assert AuditEvent.objects.count() == events


def test_a_part_that_is_a_book_is_refused(school: Organisation, school_head: User) -> None:
    made = make_document(school, school_head)
    with pytest.raises(DocumentRefused, match="длиннее"):
        documents.write(document=made, sections={"C01": "я" * 20_001}, by=school_head, at=NOON)


def test_what_is_being_checked_is_not_edited(school: Organisation, coordinator: User) -> None:
    made = make_agreed(school, coordinator)
    with pytest.raises(DocumentRefused, match="«согласован»"):
        documents.write(document=made, sections={"C01": "Иначе"}, by=coordinator, at=NOON)


def test_a_document_comes_back_with_words_and_goes_again(
    school: Organisation, school_head: User, curator: User
) -> None:
    made = documents.send(document=make_document(school, school_head), by=school_head, at=NOON)
    with pytest.raises(DocumentRefused, match="что исправить"):
        documents.give_back(document=made, words=" ", by=curator, at=NOON)
    documents.give_back(document=made, words="Нет цифр", by=curator, at=NOON)
    again = documents.send(document=made, by=school_head, at=NOON)
    assert again.status == Document.Status.WITH_CURATOR


@pytest.mark.parametrize("step", [documents.agree, documents.check])
def test_a_head_does_not_check_their_own_document(
    step, school: Organisation, school_head: User, coordinator: User
) -> None:
    made = documents.send(document=make_document(school, school_head), by=school_head, at=NOON)
    if step is documents.check:
        documents.agree(document=made, by=coordinator, at=NOON)
    with pytest.raises(NotAllowed):
        step(document=made, by=school_head, at=NOON)


def test_a_curator_does_not_confirm_for_the_municipality(
    school: Organisation, curator: User, coordinator: User
) -> None:
    made = make_agreed(school, coordinator)
    with pytest.raises(NotAllowed, match="муниципальный координатор"):
        documents.check(document=made, by=curator, at=NOON)


def test_a_head_of_another_school_writes_nothing(
    school: Organisation, other_head: User
) -> None:
    with pytest.raises(NotAllowed):
        make_document(school, other_head)


@pytest.mark.parametrize(
    ("approval", "words"),
    [
        (Approval(), "номер и день"),
        (Approval(number="1"), "номер и день"),
        (Approval(number="1", day=date(2025, 12, 1)), "не наступил"),
    ],
)
def test_nothing_is_confirmed_without_an_order_of_a_past_day(
    approval: Approval, words: str, school: Organisation, coordinator: User
) -> None:
    made = documents.check(document=make_agreed(school, coordinator), by=coordinator, at=NOON)
    with pytest.raises(DocumentRefused, match=words):
        documents.confirm(document=made, approval=approval, by=coordinator, at=NOON)


def test_a_registered_order_gives_its_requisites(
    school: Organisation, coordinator: User
) -> None:
    made = documents.check(document=make_agreed(school, coordinator), by=coordinator, at=NOON)
    act = make_act(school, number="9", signatory_name="И. Горохов")
    done = documents.confirm(document=made, approval=Approval(act=act), by=coordinator, at=NOON)
    assert (done.act_number, done.act_day, done.signatory) == ("9", act.date, "И. Горохов")


def test_an_address_inside_the_network_is_refused(
    school: Organisation, coordinator: User
) -> None:
    made = documents.check(document=make_agreed(school, coordinator), by=coordinator, at=NOON)
    with pytest.raises(LinkRefused):
        documents.confirm(
            document=made, approval=APPROVAL, address="http://192.168.0.1/", by=coordinator,
            at=NOON,
        )  # fmt: skip


def test_a_withdrawn_document_takes_its_entry_back_and_makes_room(
    school: Organisation, coordinator: User
) -> None:
    made = make_confirmed(school, coordinator)
    documents.withdraw(document=made, reason="Не та школа", by=coordinator, at=NOON)
    assert Entry.objects.get().state == Entry.State.WITHDRAWN
    assert make_document(school, coordinator).pk != made.pk


def test_a_head_does_not_withdraw_what_is_confirmed(
    school: Organisation, school_head: User, coordinator: User
) -> None:
    made = make_confirmed(school, coordinator)
    with pytest.raises(NotAllowed):
        documents.withdraw(document=made, reason="Так", by=school_head, at=NOON)


def test_the_database_holds_the_factor_and_the_order(
    school: Organisation, coordinator: User
) -> None:
    made = make_document(school, coordinator)
    for wrong in ({"factor": "R01"}, {"status": "confirmed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=made.pk).update(**wrong)


def test_documents_are_seen_by_their_school_and_those_above(
    school: Organisation,
    coordinator: User,
    school_head: User,
    regional_coordinator: User,
    other_head: User,
) -> None:
    make_document(school, coordinator)
    on = NOON.date()
    seen = {
        user: Document.objects.visible_to(user, on=on).exists()
        for user in (coordinator, school_head, regional_coordinator, other_head)
    }
    assert list(seen.values()) == [True, True, True, False]
