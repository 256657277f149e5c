"""Publications: a page is copied by a job, inner addresses are refused, withdrawal."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.acts.links import Answer, LinkRefused
from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.advice import jobs
from opora.domain.advice.models import Publication
from opora.domain.advice.services import publications
from opora.domain.advice.services.publications import PublicationRefused, Published
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.advice.stage import make_publication
from tests.factories import NOON, TODAY

PAGE = b"<!doctype html><html><body>" + "Наш опыт".encode() + b"</body></html>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def publication(school: Organisation, school_head: User) -> Publication:
    return make_publication(school, school_head)


def test_the_copy_of_a_page_stands_in_its_entry(publication: Publication) -> None:
    entry = Entry.objects.get()
    assert (entry.type, entry.facts["copy"]) == ("page", None)
    reached = Answer("reached", "Открывается.", PAGE, "text/html")
    one = publications.note(publication, reached, at=NOON)
    assert one.copy is not None
    assert files.read(one.copy) == PAGE
    entry.refresh_from_db()
    assert entry.facts["copy"] == one.copy_id
    assert entry.facts["address"] == "https://school.example.org/news/1"


def test_a_lost_page_keeps_its_copy(publication: Publication) -> None:
    reached = Answer("reached", "Открывается.", PAGE, "text/html")
    kept = publications.note(publication, reached, at=NOON)
    lost = publications.note(publication, Answer("lost", "Сайт ответил: 404."), at=NOON)
    assert (lost.state, lost.copy_id) == ("lost", kept.copy_id)


def test_the_job_never_reaches_inside_the_network(publication: Publication) -> None:
    assert jobs.copy_pages(resolve=lambda _host, _port: ["10.0.0.7"]) == 1
    publication.refresh_from_db()
    assert (publication.state, publication.copy) == ("refused", None)
    assert jobs.copy_pages(resolve=lambda _host, _port: ["10.0.0.7"]) == 0


@pytest.mark.parametrize("address", ["http://localhost/", "ftp://a.example.org", "news"])
def test_an_address_that_is_no_page_is_refused(
    address: str, school: Organisation, school_head: User
) -> None:
    with pytest.raises(LinkRefused):
        make_publication(school, school_head, address=address)


def test_a_day_to_come_or_nothing_to_show_is_refused(
    school: Organisation, school_head: User
) -> None:
    with pytest.raises(PublicationRefused, match="не наступил"):
        make_publication(school, school_head, day=date(2025, 12, 1))
    with pytest.raises(PublicationRefused, match="приложите скан"):
        make_publication(school, school_head, address="")


def test_a_newspaper_is_recorded_by_its_scan(school: Organisation, school_head: User) -> None:
    one = publications.record(
        published=Published(kind="media", owner=school, title="В газете", day=TODAY),
        upload=Upload(PDF, "Вырезка.pdf"), by=school_head, at=NOON,
    )  # fmt: skip
    assert Entry.objects.get().facts["files"] == [one.file_id]


def test_the_same_address_is_not_recorded_twice(
    publication: Publication, school: Organisation, school_head: User
) -> None:
    with pytest.raises(PublicationRefused, match="уже есть"):
        make_publication(school, school_head)


def test_another_address_is_opened_anew(
    publication: Publication, school: Organisation, school_head: User
) -> None:
    publications.note(publication, Answer("reached", "Да.", PAGE, "text/html"), at=NOON)
    moved = publications.change(
        publication=publication, by=school_head, at=NOON,
        published=Published(
            kind="page", owner=school, title="Наш опыт", day=TODAY,
            address="https://school.example.org/news/2",
        ),
    )  # fmt: skip
    assert (moved.copy, moved.checked_at) == (None, None)
    assert Entry.objects.get().facts["copy"] is None


def test_an_answer_of_the_old_address_is_not_written(publication: Publication) -> None:
    Publication.objects.filter(pk=publication.pk).update(address="https://b.example.org/")
    one = publications.note(publication, Answer("reached", "Да.", PAGE), at=NOON)
    assert one.copy is None


def test_a_page_may_be_looked_at_again(publication: Publication, school_head: User) -> None:
    publications.note(publication, Answer("lost", "Нет."), at=NOON)
    one = publications.look_again(publication=publication, by=school_head, at=NOON)
    assert one.checked_at is None


def test_a_withdrawn_record_takes_its_entry_back(
    publication: Publication, school_head: User
) -> None:
    publications.withdraw(publication=publication, reason="Не та", by=school_head, at=NOON)
    assert Entry.objects.get().state == Entry.State.WITHDRAWN
    with pytest.raises(PublicationRefused, match="отозвана"):
        publications.withdraw(publication=publication, reason="Ещё", by=school_head, at=NOON)


def test_a_teacher_or_another_school_records_nothing(
    school: Organisation, teacher: User, other_head: User
) -> None:
    for by in (teacher, other_head):
        with pytest.raises(NotAllowed):
            make_publication(school, by)
