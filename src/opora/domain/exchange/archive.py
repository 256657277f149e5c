"""The package as a file: a ZIP of JSON whose manifest is signed and names every other file.

``manifest.json`` holds the SHA-256 of each section and of ``schema.json``; ``signature`` is the
Ed25519 signature of a fixed prefix and the bytes of the manifest. So one signature covers all,
and nothing but the manifest is looked into before the signature is known to be good.

``PackageRefused``
    The file is no package that we take; the sentence says why.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from opora.domain.exchange import contents
from opora.domain.exchange.contents import SECTIONS, VERSION, Contents, WrongContents
from opora.domain.refusals import Refused
from opora.reading.formats.limits import ZIP_FAULTS

FORMAT = "opora-package"
MANIFEST, SIGNATURE, SCHEMA = "manifest.json", "signature", "schema.json"
PARTS = (SCHEMA, *(f"{name}.json" for name in SECTIONS))
LARGEST_PART, LARGEST_WHOLE = 32 * 2**20, 96 * 2**20
"""Results of 500 schools in 400 rounds take 24 MB. [bytes]"""

LARGEST_MANIFEST = 2**16
_PREFIX = b"opora-package-1\n"
_DATE = (1980, 1, 1, 0, 0, 0)  # the least a ZIP can say: the same content gives the same bytes
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_TOO_LARGE = "Файлы в архиве зашифрованы или слишком велики: такой пакет не принимается."

Sum = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class PackageRefused(Refused):
    """The file is no package that we take; the message is the sentence for the page."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the package."""

    name: Name
    size: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_PART)]
    sha256: Sum


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who says what, when; ``number`` counts the packages of the municipality."""

    format: str
    version: int
    number: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    region: Name
    municipality: Name
    made_at: datetime
    program: Name
    key: Name
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package taken out of its ZIP; only the manifest is read, nothing is believed yet."""

    manifest: Manifest
    signed: bytes
    signature: bytes
    parts: Mapping[str, bytes]


class _Version(msgspec.Struct):
    """What every version of the format says."""

    format: str
    version: int


def pack(rows: Contents, manifest: Manifest, key: Ed25519PrivateKey) -> bytes:
    """Write a package; ``manifest.parts`` are filled in here."""
    files = {f"{name}.json": contents.encode(rows[name]) for name in SECTIONS}
    files = {SCHEMA: msgspec.json.encode(contents.schema(), order="sorted"), **files}
    parts = tuple(Part(name, len(body), _sum(body)) for name, body in files.items())
    signed = msgspec.json.encode(msgspec.structs.replace(manifest, parts=parts))
    signature = key.sign(_PREFIX + signed)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {MANIFEST: signed, SIGNATURE: signature, **files}.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, body)
    return written.getvalue()


def unpack(content: bytes) -> Sealed:
    """Take a package out of its ZIP, never more of it than a package may hold.

    Raises
    ------
    PackageRefused
        If the file is no ZIP, holds other files than a package (a path that leads out of it
        among them), is packed to burst, or is of a version that we do not read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _files(archive)
    except ZIP_FAULTS as error:
        raise PackageRefused("Файл повреждён или это не пакет Опоры.") from error
    signed, signature = files.pop(MANIFEST), files.pop(SIGNATURE)
    return Sealed(_manifest(signed), signed, signature, files)


def verify(sealed: Sealed, key: bytes) -> Contents:
    """Return the rows of a package if the key signed it and nothing was changed since.

    Parameters
    ----------
    key : bytes
        The public key that is trusted for the municipality. [32 bytes]

    Raises
    ------
    PackageRefused
        If the signature, a checksum or a row is wrong.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(
            sealed.signature, _PREFIX + sealed.signed
        )
    except InvalidSignature as error:
        raise PackageRefused(
            "Подпись не сходится: пакет изменён после подписи или подписан не тем ключом. "
            "Запросите пакет заново."
        ) from error
    _check_sums(sealed)
    try:
        rows = {name: contents.decode(name, sealed.parts[f"{name}.json"]) for name in SECTIONS}
        contents.check(rows)
    except WrongContents as error:
        raise PackageRefused(f"Пакет составлен с ошибкой. {error}") from error
    return rows


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if {one.filename for one in entries} != {MANIFEST, SIGNATURE, *PARTS} or len(
        entries
    ) != len(PARTS) + 2:
        raise PackageRefused(
            "Это не пакет Опоры: в архиве не те файлы. Пакет составляет страница «Обмен»."
        )
    if sum(one.file_size for one in entries) > LARGEST_WHOLE:
        raise PackageRefused(_TOO_LARGE)
    return {one.filename: _read(archive, one) for one in entries}


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read an entry as far as it may go: its header may say less than it holds."""
    most = LARGEST_PART if entry.filename in PARTS else LARGEST_MANIFEST
    is_plain = entry.compress_type in _PLAIN and not entry.flag_bits & _ENCRYPTED
    if not is_plain or entry.file_size > most:
        raise PackageRefused(_TOO_LARGE)
    with archive.open(entry) as stream:
        body = stream.read(most + 1)
    if len(body) > most:
        raise PackageRefused(_TOO_LARGE)
    return body


def _manifest(signed: bytes) -> Manifest:
    try:
        told = msgspec.json.decode(signed, type=_Version)
        if told.format == FORMAT and told.version != VERSION:
            raise PackageRefused(
                f"Пакет версии {told.version}, а эта установка читает версию {VERSION}. "
                f"Обновите {'Опору здесь' if told.version > VERSION else 'Опору отправителя'}."
            )
        manifest = msgspec.json.decode(signed, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise PackageRefused("Описание пакета не читается: файл испорчен.") from error
    if manifest.format != FORMAT:
        raise PackageRefused("Это не пакет Опоры.")
    return manifest


def _check_sums(sealed: Sealed) -> None:
    told = {one.name: one.sha256 for one in sealed.manifest.parts}
    found = {name: _sum(body) for name, body in sealed.parts.items()}
    wrong = sorted(
        name for name in told.keys() | found.keys() if told.get(name) != found.get(name)
    )
    if wrong:
        raise PackageRefused(
            f"Контрольные суммы не сходятся: {', '.join(wrong)}. Запросите пакет заново."
        )


def _sum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
