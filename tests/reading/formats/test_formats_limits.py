"""Wrong, broken and hostile files: each ends in a sentence that says what to do."""

from __future__ import annotations

import contextlib
import io
import shutil
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from opora.reading.formats import limits, read_layout
from opora.reading.formats.sniff import sniff
from opora.reading.refusals import (
    BrokenFile,
    FileTooLarge,
    ProtectedFile,
    ReadingRefused,
    ToolMissing,
    UnknownFormat,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal", "words"),
    [
        (b"", BrokenFile, "пуст"),
        (b" \n\t ", BrokenFile, "пуст"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), UnknownFormat, "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(99), UnknownFormat, "JPEG"),
        (b"RIFF1234WEBPVP8 ", UnknownFormat, "WebP"),
        (b"Rar!\x1a\x07\x00", UnknownFormat, "RAR"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), ProtectedFile, "паролем"),
        (OLE + "Workbook".encode("utf-16-le"), UnknownFormat, "Excel"),
        (OLE, UnknownFormat, "Word"),
        (b'<?xml version="1.0"?><w:wordDocument>', UnknownFormat, "docx"),
        (b"%PDF-1.7\nrubbish", BrokenFile, "PDF"),
        (b"PK\x03\x04rubbish", BrokenFile, "не полностью"),
        (bytes(range(32)) * 9, UnknownFormat, "не похоже на текст"),
    ],
)
def test_wrong_files_are_told_apart(
    content: bytes,
    refusal: type[ReadingRefused],
    words: str,
) -> None:
    with pytest.raises(refusal, match=words):
        read_layout(content, "файл")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"a.txt": b"a"}, "архив ZIP"),
        ({"[Content_Types].xml": b"<Types>spreadsheetml</Types>"}, "таблица Excel"),
        ({"[Content_Types].xml": b"<Types>presentationml</Types>"}, "презентация"),
        ({"[Content_Types].xml": b"<Types/>"}, "нет текстового документа"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "ODS"),
    ],
)
def test_other_archives_are_named(parts: dict[str, bytes], words: str) -> None:
    with pytest.raises(UnknownFormat, match=words):
        read_layout(packed(parts), "a.docx")


def test_a_large_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE", limits.MEBIBYTE)
    with pytest.raises(FileTooLarge, match="1 МБ"):
        read_layout(b"a" * (limits.MEBIBYTE + 1), "a.txt")


@pytest.mark.parametrize("kind", ["docx", "odt"])
@pytest.mark.parametrize("part", ["word/document.xml", "content.xml", "word/media/a.png"])
def test_a_bomb_is_refused_while_it_unpacks(
    kind: str,
    part: str,
    request: pytest.FixtureRequest,
) -> None:
    order = request.getfixturevalue(f"order_{kind}")

    def swell(parts: dict[str, bytes]) -> None:
        parts[part] = bytes(limits.MAX_MARKUP + 1)

    with pytest.raises(FileTooLarge, match="слишком большой объём"):
        read_layout(repacked(order, swell), "a")


def test_a_declared_size_is_not_believed(order_docx: bytes) -> None:
    def swell(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = b"<a>" + b"ab" * limits.MAX_MARKUP

    bomb = repacked(order_docx, swell)
    size = (3 + 2 * limits.MAX_MARKUP).to_bytes(4, "little")
    assert size in bomb
    with pytest.raises(ReadingRefused):
        read_layout(bomb.replace(size, (1000).to_bytes(4, "little")), "a.docx")


def test_many_entries_and_names_that_leave_the_file_are_refused(order_docx: bytes) -> None:
    many = repacked(order_docx, lambda parts: parts.update({f"x{n}": b"" for n in range(5001)}))
    with pytest.raises(FileTooLarge, match="5000 частей"):
        read_layout(many, "a.docx")
    outside = repacked(order_docx, lambda parts: parts.update({"../../x.xml": b"<a/>"}))
    with pytest.raises(BrokenFile, match="за его пределы"):
        read_layout(outside, "a.docx")


XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("kind", "part"), [("docx", "word/document.xml"), ("odt", "content.xml")]
)
def test_a_document_type_inside_is_refused(
    kind: str,
    part: str,
    encoding: str,
    request: pytest.FixtureRequest,
) -> None:
    order = request.getfixturevalue(f"order_{kind}")
    hostile = f'<?xml version="1.0" encoding="{encoding}"?>{XXE}<a>&x;</a>'.encode(encoding)
    with pytest.raises(BrokenFile, match="DTD"):
        read_layout(repacked(order, lambda parts: parts.update({part: hostile})), "a")


def test_macros_are_refused(order_docx: bytes) -> None:
    with_macro = repacked(order_docx, lambda parts: parts.update({"word/vbaProject.bin": b"x"}))
    with pytest.raises(UnknownFormat, match="без макросов"):
        read_layout(with_macro, "a.docx")


@pytest.mark.parametrize("kind", ["docx", "odt", "pdf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_refused(
    kind: str, share: float, request: pytest.FixtureRequest
) -> None:
    order = request.getfixturevalue(f"order_{kind}")
    with pytest.raises(BrokenFile):
        read_layout(order[: int(len(order) * share)], "a")


def test_a_password_of_an_archive_is_named(order_docx: bytes) -> None:
    locked = bytearray(order_docx)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + offset] |= 1
            at = locked.find(mark, at + 4)
    with pytest.raises((ProtectedFile, BrokenFile)):
        read_layout(bytes(locked), "a.docx")


def test_an_encrypted_odt_is_named(order_odt: bytes) -> None:
    manifest = b'<m xmlns="urn:a"><encryption-data/></m>'
    locked = repacked(
        order_odt, lambda parts: parts.update({"META-INF/manifest.xml": manifest})
    )
    with pytest.raises(ProtectedFile):
        read_layout(locked, "a.odt")


def test_an_old_word_document_without_libreoffice_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ToolMissing, match="LibreOffice"):
        read_layout(OLE + "WordDocument".encode("utf-16-le"), "a.doc")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order_docx: bytes) -> Path:
    """A stand-in for LibreOffice, which puts the order where it was told to."""
    (tmp_path / "order.docx").write_bytes(order_docx)
    program = tmp_path / "soffice"
    program.write_text(
        f'#!/bin/sh\nmkdir -p "$7"\ncp {tmp_path}/order.docx "$7/document.docx"\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(program))
    return program


def test_an_old_word_document_is_read_through_libreoffice(
    office: Path, order_docx: bytes
) -> None:
    layout = read_layout(OLE + "WordDocument".encode("utf-16-le"), "a.doc")
    assert layout.format == "doc"
    assert layout.blocks == read_layout(order_docx, "a.docx").blocks


def test_an_old_word_document_that_libreoffice_cannot_read_is_refused(office: Path) -> None:
    office.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(BrokenFile, match="doc"):
        read_layout(OLE + "WordDocument".encode("utf-16-le"), "a.doc")


def test_a_pdf_that_swells_is_refused() -> None:
    swelling = zlib.compressobj(1)
    piece = bytes(limits.MEBIBYTE)
    packed_pieces = [swelling.compress(piece) for _ in range(limits.PDF_MEMORY // len(piece))]
    stream = b"".join([*packed_pieces, swelling.flush()])
    with pytest.raises(ReadingRefused):
        read_layout(bomb_pdf(stream), "a.pdf")


def bomb_pdf(stream: bytes) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream",
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    tail = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(content)
    return content + b"xref\n0 5\n0000000000 65535 f \n" + table + tail


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<p>x", "a.html", "html"),
        (b"<b>1</b>\tx", "a.txt", "txt"),
        (b"just words", "a.html", "txt"),
        (b"x <table><tr>", "a.doc", "html"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "a", "html"),
        ("<html>".encode("utf-16"), "a", "html"),
        (b"  {\\rtf1 x}", "a.doc", "rtf"),
        (b"%PDF-1.4", "a.docx", "pdf"),
    ],
)
def test_formats_by_content_then_by_name(content: bytes, name: str, kind: str) -> None:
    assert sniff(content, name) == kind


@pytest.mark.parametrize(
    "line",
    ["\tx", "a\tb\tc\td", "\t\t\tx", "a  b  c", "|", "- - -|", "x\ty", "1", "\tа\n\tб\n\tв\n"],
)
def test_long_monotonous_text_takes_seconds_at_most(line: str) -> None:
    start = time.monotonic()
    read_layout("\n".join([line] * 10_000).encode(), "a.txt")
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("sign", [" ", "-", "<", "*", "\\\\", "{", "&", "|", "№", "\u00a0"])
def test_a_line_of_one_sign_takes_no_time(sign: str) -> None:
    for start_of_file in ("x", "<p>x", "{\\rtf1 x"):
        start = time.monotonic()
        with contextlib.suppress(ReadingRefused):
            read_layout((start_of_file + sign * 100_000 + "x").encode(), "a")
        assert time.monotonic() - start < 5


def test_a_text_of_too_many_lines_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="строк"):
        read_layout(b"x\n" * 60_000, "a.txt")
