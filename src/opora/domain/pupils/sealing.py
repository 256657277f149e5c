"""Names of pupils as the database holds them: sealed by a key of their school.

A copy of the database without the key of the installation tells no name, and the name of one
school does not open with the key of another. Pseudonyms are HMAC, as 152-ФЗ asks of us: the
same child gives the same one in the same school and nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

UNREADABLE = "имя не читается: ключ установки сменился"
_PSEUDONYM = 8


def seal(name: str, *, school: int) -> str:
    """Return the name sealed by the key of the school.

    Examples
    --------
    >>> unseal(seal("Лисин Егор", school=5), school=5)
    'Лисин Егор'
    """
    return _boxes(school).encrypt(name.encode()).decode("ascii")


def unseal(sealed: str, *, school: int) -> str:
    """Return the name, or that it cannot be read with the keys of this installation."""
    try:
        return _boxes(school).decrypt(sealed).decode()
    except InvalidToken:
        return UNREADABLE


def identity_of(name: str, *, school: int) -> str:
    """Return what tells the same child again without its name.

    Examples
    --------
    >>> identity_of("Лисин  ЕГОР", school=5) == identity_of("лисин егор", school=5)
    True
    >>> identity_of("лисин егор", school=5) == identity_of("лисин егор", school=6)
    False
    """
    plain = " ".join(name.casefold().replace("ё", "е").split())
    return hmac.new(_key(settings.SECRET_KEY, school), plain.encode(), "sha256").hexdigest()


def pseudonym_of(identity: str, *, turn: int = 0) -> str:
    """Return a short code for people to tell pupils apart; another one at each turn.

    Examples
    --------
    >>> pseudonym_of("00" * 32)
    'AAAA-AAAA'
    """
    start = turn * _PSEUDONYM
    letters = base64.b32encode(bytes.fromhex(identity)).decode("ascii")[start:][:_PSEUDONYM]
    return f"{letters[:4]}-{letters[4:]}"


def _boxes(school: int) -> MultiFernet:
    """Keys of the school: that of today first, then those that were used before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [base64.urlsafe_b64encode(_key(one, school)) for one in secrets]
    return MultiFernet([Fernet(one) for one in keys])


def _key(secret: str | bytes, school: int) -> bytes:
    return hmac.new(force_bytes(secret), f"pupils:{school}".encode(), hashlib.sha256).digest()
