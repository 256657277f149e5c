"""Broken, protected and hostile files through the page: a plain sentence, nothing kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.domain.acts.models import Draft, StoredFile
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.roadmaps.models import Evidence, Measure
from tests.web import stage
from tests.web.conftest import Sign
from tests.wrong_input import hostile
from tests.wrong_input.conftest import Bring, Read

pytestmark = pytest.mark.embedded  # files are refused before a database is asked

PLAN = (("Мероприятие", "Срок", "Ответственные"), ("Семинар", "май 2026 г.", "ИМЦ"))
ENCRYPTED = hostile.OLE + "EncryptedPackage".encode("utf-16-le")


def strays() -> list[Path]:
    incoming = Path(settings.MEDIA_ROOT) / "incoming"
    return list(incoming.iterdir()) if incoming.exists() else []


# Made when a test asks: a hundred megabytes of zeros would hold up every collection of tests.
REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "broken": (lambda: hostile.order_docx(*PLAN)[:2000], "Приказ.docx", "повреждён"),
    "empty": (bytes, "Приказ.docx", "пуст"),
    "encrypted": (lambda: ENCRYPTED, "Приказ.docx", "паролем"),
    "macro in docx": (hostile.docx_with_macro, "Приказ.docx", "макросы"),
    "docm": (lambda: hostile.order_docx(*PLAN), "Приказ.docm", "макросы"),
    "macro in doc": (
        lambda: hostile.OLE + "_VBA_PROJECT WordDocument".encode("utf-16-le"),
        "Приказ.doc",
        "макросы",
    ),
    "bomb in docx": (hostile.bomb_in_docx, "Приказ.docx", "распаковывается"),
    "bomb in xlsx": (hostile.bomb_in_xlsx, "План.xlsx", "распаковывается"),
    "program": (lambda: b"MZ\x90\0" + bytes(64), "Приказ.docx", "программа"),
    "other than its name": (lambda: b"%PDF-1.7\n", "Приказ.docx", "внутри документ PDF"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_order_is_refused_at_the_door(case: str, bring: Bring) -> None:
    make, name, words = REFUSED[case]
    assert words in bring(make(), name)
    assert (Draft.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert strays() == []


@pytest.mark.parametrize("case", REFUSED)
def test_wrong_evidence_is_refused_at_the_door(
    case: str, measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    make, name, words = REFUSED[case]
    obligation = stage.make_obligation(measure, school)
    before = AuditEvent.objects.count()
    answer = sign_in(school_head).post(
        f"/obligations/{obligation.pk}/files/",
        {"files": SimpleUploadedFile(name, make())},
        follow=True,
    )
    assert words in answer.content.decode()
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert AuditEvent.objects.count() == before
    assert strays() == []


@pytest.mark.parametrize(
    ("make", "name"),
    [
        pytest.param(hostile.bomb_in_xlsx, "Школы.xlsx", id="bomb"),
        pytest.param(lambda: hostile.order_docx(*PLAN)[:2000], "Школы.xlsx", id="broken"),
        pytest.param(lambda: ENCRYPTED, "Школы.xlsx", id="encrypted"),
        pytest.param(lambda: b"\0\1\2\3" * 99, "Школы.csv", id="binary"),
        pytest.param(bytes, "Школы.csv", id="empty"),
    ],
)
def test_a_wrong_list_of_schools_is_refused(
    make: Callable[[], bytes],
    name: str,
    client_of_coordinator: Client,
    authority: Organisation,
) -> None:
    form = {"file": SimpleUploadedFile(name, make()), "territory": authority.territory_id}
    started = time.monotonic()
    answer = client_of_coordinator.post("/settings/organisations/import/", form)
    assert answer.status_code == 200
    (sentence,) = answer.context["form"].errors["file"]
    assert sentence.endswith(".")
    assert sentence in answer.content.decode()
    assert time.monotonic() - started < 10


UNREADABLE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "entity in docx": (hostile.docx_with_entity, "Приказ.docx", "DTD"),
    "5,000 pages": (lambda: hostile.pdf_of(5000), "Приказ.pdf", "500"),
    "locked pdf": (hostile.locked_pdf, "Приказ.pdf", "паролем"),
    "cut pdf": (lambda: hostile.pdf_of(3)[:90], "Приказ.pdf", "PDF"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_order_is_kept_and_says_why(
    case: str, read: Read, client_of_coordinator: Client
) -> None:
    make, name, words = UNREADABLE[case]
    content = make()
    started = time.monotonic()
    draft = read(content, name)
    assert draft.status == Draft.Status.REFUSED
    assert words in draft.refusal
    page = client_of_coordinator.get(f"/documents/drafts/{draft.pk}/", follow=True)
    assert draft.refusal in page.content.decode()
    assert draft.uploaded_by.notices.filter(kind="draft.refused").count() == 1
    assert time.monotonic() - started < 25


def test_an_entity_in_html_brings_nothing_from_the_disk(
    read: Read, client_of_coordinator: Client
) -> None:
    page = (
        hostile.ENTITY
        + (
            "<html><body><p>ПРИКАЗ № 7 от 25.08.2025</p><table><tr><th>Мероприятие</th><th>Срок"
            "</th></tr><tr><td>Семинар &x; &secret;</td><td>май 2026</td></tr></table>"
            '<iframe src="file:///etc/passwd"></iframe><script>alert(1)</script></body></html>'
        ).encode()
    )
    draft = read(page, "Приказ.html")
    shown = client_of_coordinator.get(f"/documents/drafts/{draft.pk}/", follow=True)
    for text in (str(draft.reading), shown.content.decode()):
        assert "root:" not in text
        assert "alert(1)" not in text
        assert "<iframe" not in text
