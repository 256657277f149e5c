"""Keeping files: the same bytes once, wrong ones refused with a sentence, nothing half saved."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.acts import contents
from opora.domain.acts.contents import FileRefused, clean_name, recognise
from opora.domain.acts.models import StoredFile
from opora.domain.acts.services import files
from tests import factories
from tests.factories import NOON

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x08" * 64
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
WORD_TYPES = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)


def packed(**entries: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def docx(**entries: bytes | str) -> bytes:
    return packed(
        **{"[Content_Types].xml": WORD_TYPES, "word__document.xml": "<w/>", **entries}
    )


def stray_files() -> list[Path]:
    return list((Path(settings.MEDIA_ROOT) / "incoming").iterdir())


def test_a_file_is_kept_under_its_hash(db):
    stored = files.keep(PDF, name="Приказ.pdf", at=NOON)

    digest = hashlib.sha256(PDF).hexdigest()
    assert (stored.sha256, stored.size) == (digest, len(PDF))
    assert stored.media_type == "application/pdf"
    assert stored.content.name == f"files/{digest[:2]}/{digest}"
    assert files.read(stored) == PDF
    assert stray_files() == []


@pytest.mark.parametrize("how", ["bytes", "upload", "path"])
def test_bytes_uploads_and_paths_are_kept_alike(db, tmp_path, how):
    path = tmp_path / "x"
    path.write_bytes(PDF)
    source = {"bytes": PDF, "upload": SimpleUploadedFile("x.pdf", PDF), "path": path}[how]
    assert files.read(files.keep(source, name="x.pdf", at=NOON)) == PDF


def test_the_same_content_is_kept_once(db):
    first = files.keep(PDF, name="Приказ.pdf", at=NOON)
    second = files.keep(PDF, name="Приказ (копия).pdf", at=NOON)
    assert first == second
    assert StoredFile.objects.count() == 1


def test_a_file_left_by_a_crash_is_taken_over(db):
    stored = files.keep(PDF, name="Приказ.pdf", at=NOON)
    StoredFile.objects.all().delete()
    assert files.path_of(stored).exists()
    again = files.keep(PDF, name="Приказ.pdf", at=NOON)
    assert files.read(again) == PDF


def test_a_crash_while_writing_leaves_no_row_and_no_stray_file(db, monkeypatch):
    def die(*_args):
        raise OSError("the disk is full")

    monkeypatch.setattr(contents, "recognise", die)
    with pytest.raises(OSError, match="disk is full"):
        files.keep(PDF, name="Приказ.pdf", at=NOON)
    assert not StoredFile.objects.exists()
    assert stray_files() == []


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole(db, settings):
    settings.UPLOAD_LIMIT = 2**20
    pieces = iter([b"%PDF-" + b"x" * 2**20, b"never asked for"])

    class Endless(SimpleUploadedFile):
        def chunks(self, chunk_size=None):  # noqa: ARG002  # as the base has it
            return pieces

    with pytest.raises(FileRefused, match="больше 1 МБ"):
        files.keep(Endless("x.pdf", b""), name="x.pdf", at=NOON)
    assert next(pieces) == b"never asked for"
    assert stray_files() == []


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "приказ.PDF", "application/pdf"),
        (PDF, "без окончания", "application/pdf"),
        (
            docx(),
            "План.docx",
            contents.SUFFIXES and next(k for k in contents.SUFFIXES if "word" in k),
        ),
        (packed(**{"фото.txt": "слова"}), "отчёт.zip", "application/zip"),
        (PNG, "фото.png", "image/png"),
        (JPEG, "фото.jpeg", "image/jpeg"),
        ("Приказ № 5".encode(), "приказ.txt", "text/plain"),
        ("Приказ № 5".encode("cp1251"), "приказ.txt", "text/plain"),
        ("Приказ № 5".encode("utf-16"), "приказ.txt", "text/plain"),
        (b"a;b\n1;2", "список.csv", "text/plain"),
        (b"<html><body><table></table></body></html>", "приказ.html", "text/html"),
        (b"<html><body><table></table></body></html>", "приказ.doc", "text/html"),
        (b"{\\rtf1 x}", "приказ.rtf", "application/rtf"),
        (b"{\\rtf1 x}", "приказ.doc", "application/rtf"),
        (OLE + "WordDocument".encode("utf-16-le"), "старый.doc", "application/msword"),
        (OLE + "Workbook".encode("utf-16-le"), "старая.xls", "application/vnd.ms-excel"),
    ],
)
def test_a_file_is_recognised_by_its_content(content, name, media_type):
    assert recognise(content, name) == media_type


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "пусто.docx", "Файл пуст"),
        (b"\0\0\0 \n", "пусто.docx", "Файл пуст"),
        (b"MZ\x90\0program", "отчёт.pdf", "программа"),
        (b"\x7fELF", "отчёт", "программа"),
        (b"#!/bin/sh\nrm", "отчёт.txt", "программа"),
        (b"WScript.Echo 1", "отчёт.vbs", "программа"),
        (b"print(1)", "отчёт.py", "программа"),
        (b"<svg onload='x()'/>", "рисунок.svg", "программа"),
        (docx(), "план.docm", "макросы"),
        (
            docx(word__vbaProject_bin=b"x", **{"word/vbaProject.bin": b"x"}),
            "план.docx",
            "макросы",
        ),
        (OLE + "_VBA_PROJECT WordDocument".encode("utf-16-le"), "план.doc", "макросы"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "план.docx", "паролем"),
        (OLE, "план.doc", "Не удалось понять"),
        (packed(**{"setup.exe": b"MZ"}), "отчёт.zip", "setup.exe"),
        (packed(**{"список.xlsm": b"PK"}), "отчёт.zip", "список.xlsm"),
        (PDF, "план.docx", "внутри документ PDF"),
        (PNG, "план.pdf", "внутри image/png"),
        (docx(), "фото.jpg", "внутри документ Word"),
        (docx()[:60], "план.docx", "повреждён"),
        (b"Rar!\x1a\x07\0", "отчёт.rar", "ZIP"),
        (b"\x01\x02\x03\x04\x05", "нечто.txt", "Не удалось понять"),
    ],
)
def test_a_wrong_file_is_refused_with_a_plain_sentence(content, name, words):
    with pytest.raises(FileRefused, match=words) as refusal:
        recognise(content, name)
    assert str(refusal.value).endswith(".")


def test_an_archive_bomb_is_refused():
    bomb = packed(
        **{"[Content_Types].xml": WORD_TYPES, "word__document.xml": b"0" * 60 * 2**20}
    )
    assert len(bomb) < 2**20
    with pytest.raises(FileRefused, match="распаковывается"):
        recognise(bomb, "план.docx")


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../x.html", "x.html"),
        ("C:\\fakepath\\Приказ.docx", "Приказ.docx"),
        ("/etc/passwd", "passwd"),
        ("..", "файл"),
        ("", "файл"),
        ("a\0b\n.txt", "ab.txt"),
        ("отчёт\u202ecod.exe", "отчётcod.exe"),
        ('<img src="x">.png', "_img src=_x__.png"),
        ("  много   пробелов .pdf", "много пробелов .pdf"),
    ],
)
def test_a_name_is_cleaned(given_name, shown):
    assert clean_name(given_name) == shown


@given(st.text(max_size=400))
def test_a_clean_name_is_short_and_never_a_path(name):
    shown = clean_name(name)
    assert 0 < len(shown) <= contents.LONGEST_NAME
    assert not set(shown) & set('/\\\0\n<>"')
    assert not shown.startswith(".")
    assert clean_name(shown) == shown


@given(st.binary(max_size=300), st.sampled_from(["x.docx", "x.pdf", "x.txt", "x.zip", "x"]))
def test_any_bytes_end_in_a_type_or_a_refusal(content, name):
    try:
        assert recognise(content, name) in contents.SUFFIXES
    except FileRefused as refusal:
        assert str(refusal)  # noqa: PT017  # the refusal is one of two good ends


def test_other_uses_of_a_file_are_found(school, coordinator):
    stored = factories.make_file()
    act = factories.make_act(school, file=stored)
    draft = factories.make_draft(school, by=coordinator, file=stored)
    factories.make_act(school)
    assert set(files.used_elsewhere(stored)) == {act, draft}


def test_text_with_remnants_of_html_is_text() -> None:
    content = "План\n1\t<p>Мероприятие</p>\tсентябрь".encode()

    assert contents.recognise(content, "план.txt") == "text/plain"
