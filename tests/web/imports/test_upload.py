import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from opora.domain.acts.models import Draft, StoredFile
from opora.domain.acts.services import drafts
from tests import factories
from tests.web.imports.conftest import ORDER

NEW = "/documents/new/"


def upload(client, organisation, *files, **extra):
    data = {"organisation": organisation.pk, "uploads": list(files), "whole": "1"}
    return client.post(NEW, data, follow=True, **extra)


def text_file(text: str = ORDER, name: str = "Приказ.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def archive(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def test_an_order_is_brought_read_and_reviewed(authority, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    page = upload(client, authority, text_file()).content.decode()
    assert "Файл принят" in page
    draft = Draft.objects.get()
    drafts.read_queued(draft.pk, at=factories.NOON)
    answer = client.get(f"/documents/drafts/{draft.pk}/state/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/documents/drafts/{draft.pk}/"
    assert (
        "Обновить школьные программы"
        in client.get(f"/documents/drafts/{draft.pk}/", follow=True).content.decode()
    )


def test_several_files_become_several_drafts(authority, coordinator, sign_in) -> None:
    upload(sign_in(coordinator), authority, text_file(), text_file("Другой приказ", "2.txt"))
    assert Draft.objects.count() == 2


def test_the_same_file_is_recognised_and_said_with_a_link(authority, coordinator, sign_in):
    client = sign_in(coordinator)
    upload(client, authority, text_file())
    page = upload(client, authority, text_file(name="Копия.txt")).content.decode()
    assert "Этот файл уже принесли" in page
    assert f"/documents/drafts/{Draft.objects.get().pk}/" in page


def test_a_script_is_answered_in_words(authority, coordinator, sign_in) -> None:
    script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
    client = sign_in(coordinator)
    told = upload(client, authority, text_file(), **script).json()
    assert told["address"] == f"/documents/drafts/{Draft.objects.get().pk}/"
    assert (
        "макросы"
        in upload(
            client, authority, SimpleUploadedFile("план.docm", b"PK\x03\x04"), **script
        ).json()["sentence"]
    )


WRONG = {
    "план.docx": lambda: b"PK\x03\x04 cut off",
    "план.docm": lambda: b"PK\x03\x04",
    "пусто.txt": bytes,
    "план.exe": lambda: b"MZ\x90",
    "бомба.docx": lambda: archive(word__document_xml=b"0" * (300 << 20)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_a_sentence_and_leaves_nothing(
    name, authority, coordinator, sign_in
) -> None:
    answer = upload(sign_in(coordinator), authority, SimpleUploadedFile(name, WRONG[name]()))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert not Draft.objects.exists()
    assert not StoredFile.objects.exists()


def test_good_files_are_taken_beside_a_wrong_one(authority, coordinator, sign_in) -> None:
    wrong = SimpleUploadedFile("план.docm", b"PK\x03\x04")
    page = upload(sign_in(coordinator), authority, text_file(), wrong).content.decode()
    assert "план.docm" in page
    assert "макросы" in page
    assert Draft.objects.get().file_name == "Приказ.txt"


def test_a_name_never_becomes_a_path(authority, coordinator, sign_in) -> None:
    file = SimpleUploadedFile("x.html", b"<html><body><script>alert(1)</script></body></html>")
    file._name = "../../x.html"
    upload(sign_in(coordinator), authority, file)
    draft = Draft.objects.get()
    assert "/" not in draft.file_name
    answer = sign_in(coordinator).get(f"/documents/drafts/{draft.pk}/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_a_form_larger_than_any_is_not_read_at_all(authority, coordinator, sign_in) -> None:
    answer = sign_in(coordinator).post(
        NEW, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(200 << 20)
    )
    assert answer.status_code == 413
    assert "ничего не сохранили" in answer.content.decode()


def test_a_file_over_the_limit_is_refused(authority, coordinator, sign_in) -> None:
    with override_settings(UPLOAD_LIMIT=1000):
        page = upload(sign_in(coordinator), authority, text_file(ORDER * 2)).content.decode()
    assert "Файл больше" in page
    assert not StoredFile.objects.exists()


def test_a_connection_cut_in_the_middle_leaves_nothing(authority, coordinator, sign_in) -> None:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="organisation"\r\n\r\n{authority.pk}\r\n'
        '--x\r\nContent-Disposition: form-data; name="uploads"; filename="a.txt"\r\n'
        "Content-Type: text/plain\r\n\r\nПРИКАЗ половина"
    ).encode()
    answer = sign_in(coordinator).post(
        NEW, body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in (400, 422)
    assert not StoredFile.objects.exists()


def test_a_form_without_a_token_is_refused(authority, coordinator) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    assert upload(client, authority, text_file()).status_code == 403
    assert not Draft.objects.exists()


def test_who_plans_nothing_brings_nothing(school, teacher, sign_in) -> None:
    assert sign_in(teacher).get(NEW).status_code == 403


def test_a_document_of_others_is_no_choice(foreign_school, coordinator, sign_in) -> None:
    assert upload(sign_in(coordinator), foreign_school, text_file()).status_code == 422
    assert not Draft.objects.exists()


HARMFUL = {
    "xxe.html": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><body><p>&e;</p></body></html>',
    "зашифрован.pdf": b"%PDF-1.4\n1 0 obj<</Encrypt 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_file_ends_in_a_plain_page(name, authority, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    page = upload(client, authority, SimpleUploadedFile(name, HARMFUL[name])).content.decode()
    for draft in Draft.objects.all():
        drafts.read_queued(draft.pk, at=factories.NOON)
        page = client.get(f"/documents/drafts/{draft.pk}/", follow=True).content.decode()
    assert "root:" not in page
    assert "Traceback" not in page


def test_an_order_without_a_table_is_ready_and_says_what_to_do(
    authority, coordinator, sign_in
) -> None:
    client = sign_in(coordinator)
    upload(client, authority, text_file(ORDER[: ORDER.index("План мероприятий")]))
    draft = Draft.objects.get()
    drafts.read_queued(draft.pk, at=factories.NOON)
    page = client.get(f"/documents/drafts/{draft.pk}/", follow=True).content.decode()
    assert "Мероприятий в документе не найдено" in page
    assert "Добавить мероприятие" in page


def test_a_refused_file_says_what_is_whole_and_is_replaced(
    authority, coordinator, sign_in
) -> None:
    draft = factories.make_draft(
        authority, by=coordinator, status="refused", refusal="Файл не удалось прочитать."
    )
    client = sign_in(coordinator)
    page = client.get(f"/documents/drafts/{draft.pk}/").content.decode()
    assert "Файл не удалось прочитать." in page
    assert "ничего не потеряно" in page
    client.post(f"/documents/drafts/{draft.pk}/replace/", {"file": text_file(), "whole": "1"})
    draft.refresh_from_db()
    assert (draft.status, draft.file_name) == ("queued", "Приказ.txt")


@pytest.mark.parametrize("many", [1, 9])
def test_the_number_of_queries_of_the_registry_does_not_grow(
    many, authority, coordinator, sign_in, django_assert_num_queries
) -> None:
    for _ in range(many):
        factories.make_draft(authority, by=coordinator)
        factories.make_act(authority)
    client = sign_in(coordinator)
    with django_assert_num_queries(9):
        client.get("/documents/")


def test_the_registry_is_narrowed_by_state_kind_and_words(authority, coordinator, sign_in):
    factories.make_draft(authority, by=coordinator, file_name="Черновик.docx")
    factories.make_act(authority, title="О семинаре")
    client = sign_in(coordinator)
    waiting = client.get("/documents/?state=waiting").content.decode()
    assert "Черновик.docx" in waiting
    assert "О семинаре" not in waiting
    found = client.get("/documents/?q=семинаре").content.decode()
    assert "О семинаре" in found
    assert "Черновик.docx" not in found
