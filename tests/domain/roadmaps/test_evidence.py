"""Evidence: attached, taken back, recognised elsewhere; links are opened by a job."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from opora.domain.acts import links
from opora.domain.acts.services.files import FileRefused, Upload
from opora.domain.people.models import Notice, User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps import jobs
from opora.domain.roadmaps.models import Edition, Evidence, Obligation
from opora.domain.roadmaps.services import evidence, obligations
from opora.domain.roadmaps.services.states import WrongState
from tests.domain.roadmaps.conftest import NOON

PAGE = "https://school.example.org/plan"


def attach(obligation: Obligation, by: User, name: str = "Отчёт.txt") -> Evidence:
    upload = Upload(SimpleUploadedFile(name, "Сделано всё.".encode()), name)
    return evidence.attach_file(obligation=obligation, upload=upload, by=by, at=NOON)


def test_a_file_is_kept_under_a_safe_name(owed: Obligation, school_head: User) -> None:
    found = attach(owed, school_head, "../../Отчёт.txt")
    assert found.name == "Отчёт.txt"
    assert found.file is not None
    assert "Отчёт" not in found.file.content.name


def test_the_same_file_is_attached_once(owed: Obligation, school_head: User) -> None:
    attach(owed, school_head)
    with pytest.raises(evidence.AlreadyAttached, match="уже приложено"):
        attach(owed, school_head, "Другое имя.txt")


def test_a_dangerous_file_is_refused(owed: Obligation, school_head: User) -> None:
    upload = Upload(b"MZ\x90\x00" + b"\x00" * 200, "Отчёт.docx")
    with pytest.raises(FileRefused):
        evidence.attach_file(obligation=owed, upload=upload, by=school_head, at=NOON)


def test_a_file_used_elsewhere_is_pointed_out(
    plan: Edition, owed: Obligation, school_head: User, other_head: User
) -> None:
    theirs = Obligation.objects.filter(measure=owed.measure).exclude(pk=owed.pk).get()
    first = attach(theirs, other_head)
    second = attach(owed, school_head)
    assert list(evidence.also_used(second)) == [first]
    evidence.take_back(evidence=first, by=other_head, at=NOON)
    assert not evidence.also_used(second).exists()


def test_a_link_used_elsewhere_is_pointed_out(
    owed: Obligation, school_head: User, other_head: User
) -> None:
    theirs = Obligation.objects.filter(measure=owed.measure).exclude(pk=owed.pk).get()
    one = evidence.attach_link(obligation=theirs, address=PAGE, by=other_head, at=NOON)
    two = evidence.attach_link(obligation=owed, address=PAGE, by=school_head, at=NOON)
    assert list(evidence.also_used(two)) == [one]
    with pytest.raises(evidence.AlreadyAttached):
        evidence.attach_link(obligation=owed, address=PAGE, by=school_head, at=NOON)


def test_taken_back_once_and_kept_in_the_history(owed: Obligation, school_head: User) -> None:
    found = attach(owed, school_head)
    evidence.take_back(evidence=found, by=school_head, at=NOON)
    with pytest.raises(evidence.AlreadyTakenBack):
        evidence.take_back(evidence=found, by=school_head, at=NOON)
    assert owed.evidence.count() == 1
    assert not owed.evidence.standing().exists()


def test_nothing_changes_while_it_is_checked(owed: Obligation, school_head: User) -> None:
    found = attach(owed, school_head)
    obligations.submit(obligation=owed, report="", by=school_head, at=NOON)
    with pytest.raises(WrongState):
        evidence.take_back(evidence=found, by=school_head, at=NOON)
    with pytest.raises(WrongState):
        attach(owed, school_head, "Ещё.txt")


def test_another_school_attaches_nothing(owed: Obligation, other_head: User) -> None:
    with pytest.raises(NotAllowed):
        attach(owed, other_head)


def test_the_job_opens_each_link_once_a_month(
    owed: Obligation, school_head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = evidence.attach_link(obligation=owed, address=PAGE, by=school_head, at=NOON)
    html = "<!DOCTYPE html><html><body><p>План</p></body></html>".encode()
    page = links.Answer("reached", "Открывается.", html, "text/html")
    monkeypatch.setattr(links, "open_link", lambda *_, **__: page)
    assert jobs.check_links(at=NOON) == 1
    assert jobs.check_links(at=NOON + timedelta(days=1)) == 0
    found.refresh_from_db()
    assert found.link_state == Evidence.Link.REACHED
    assert found.link_checked_at == NOON

    kept = found.copy
    lost = links.Answer("lost", "Сайт ответил: 404.")
    monkeypatch.setattr(links, "open_link", lambda *_, **__: lost)
    assert jobs.check_links(at=NOON + timedelta(days=31)) == 1
    found.refresh_from_db()
    assert (found.link_state, found.copy) == (Evidence.Link.LOST, kept)


def test_what_is_done_as_needed_is_asked_about_once_a_year(
    plan: Edition, coordinator: User
) -> None:
    assert jobs.ask_as_needed(on=date(2026, 2, 1), at=NOON) == 0
    for _ in range(2):
        assert jobs.ask_as_needed(on=date(2026, 5, 12), at=NOON) == 1
    [told] = Notice.objects.filter(kind="obligation.as_needed")
    assert told.user == coordinator
    assert "Была ли необходимость" in told.text


def test_the_letter_of_the_day_says_what_waits(
    owed: Obligation, school_head: User, other_head: User
) -> None:
    assert jobs.digest_lines(school_head, date(2025, 11, 12)) == ["Просрочено: 1."]
    assert jobs.digest_lines(school_head, date(2025, 9, 1)) == []
    assert jobs.send_digests(on=date(2025, 11, 12), at=NOON) == len(mail.outbox) > 0
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "Просрочено: 1." in letters[school_head.email]
    assert jobs.send_digests(on=date(2025, 11, 12), at=NOON) == 0
