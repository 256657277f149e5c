"""The key with which this installation signs, and how keys are written for people."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from opora.domain.refusals import Refused

_RAW = 32


class WrongKey(Refused):
    """The text is no public key."""

    def __init__(self) -> None:
        super().__init__(
            "Это не открытый ключ. Скопируйте его целиком со страницы «Обмен» муниципалитета: "
            "44 знака, последний «=»."
        )


def own_key() -> Ed25519PrivateKey:
    """Return the key of this installation, made when it is first asked for.

    It lies beside the data, readable by their owner alone, and leaves in no copy: whoever has
    it signs for the municipality.
    """
    place = Path(settings.OPORA_EXCHANGE_KEY)
    if not place.exists():
        _make(place)
    return Ed25519PrivateKey.from_private_bytes(place.read_bytes())


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as people copy it, and what they compare by telephone."""

    text: str
    fingerprint: str


def public_key(raw: bytes | None = None) -> PublicKey:
    """Write a public key, our own by default, for people."""
    raw = raw or own_key().public_key().public_bytes_raw()
    return PublicKey(base64.b64encode(raw).decode(), fingerprint(raw))


def read_public(text: str) -> bytes:
    """Read a public key that somebody pasted.

    Raises
    ------
    WrongKey
        If it is none.
    """
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongKey from error
    if len(raw) != _RAW:
        raise WrongKey
    return raw


def fingerprint(raw: bytes) -> str:
    """Return what two people compare by telephone.

    Examples
    --------
    >>> fingerprint(bytes(32))
    '6668-7aad-f862-bd77-6c8f'
    """
    digest = hashlib.sha256(raw).hexdigest()
    return "-".join(digest[place : place + 4] for place in range(0, 20, 4))


def _make(place: Path) -> None:
    """Write the key so that two requests at once agree on one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f"{place.name}.{os.getpid()}.{os.urandom(4).hex()}")
    partial.touch(mode=0o600)
    partial.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        os.link(partial, place)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
