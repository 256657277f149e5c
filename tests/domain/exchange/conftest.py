"""A municipality that sends, its region that receives; one installation plays both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from opora.domain.exchange import archive, contents, signing
from opora.domain.exchange.archive import Manifest
from opora.domain.exchange.contents import Contents
from opora.domain.exchange.models import TrustedKey
from opora.domain.exchange.services import trust
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from tests.factories import NOON

Make = Callable[..., bytes]


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, settings: object) -> Path:
    settings.OPORA_EXCHANGE_KEY = tmp_path / "keys" / "exchange.key"
    return settings.OPORA_EXCHANGE_KEY


def rows_of(**sections: list[contents.Row]) -> Contents:
    """Return the rows of a package with one school, and what a test says."""
    school = contents.School(
        key="oko:1", name="МБОУ СОШ № 5", short_name="СОШ № 5", codes={"oko": "1"},
        address="", pupils=310, closed_on=None,
    )  # fmt: skip
    return {name: [] for name in contents.SECTIONS} | {"schools": [school]} | sections


def result(below: int | None, of: int | None = 30) -> dict[str, list[contents.Row]]:
    """Return a round and the result of the school in it."""
    return {
        "rounds": [contents.Round(key="ВПР-МА-5 2025", code="ВПР-МА-5", year=2025)],
        "results": [
            contents.Result(
                key="r", round="ВПР-МА-5 2025", school="oko:1", participants=of, below=below
            )
        ],
    }


@pytest.fixture
def make(territory: Territory, region: Territory) -> Make:
    """Make a package of the municipality by the key of this installation, or another."""

    def made(rows: Contents | None = None, *, signer: Ed25519PrivateKey | None = None,
             **said: object) -> bytes:  # fmt: skip
        signer = signer or signing.own_key()
        given = {
            "format": archive.FORMAT, "version": contents.VERSION, "number": 1,
            "region": region.name, "municipality": territory.name, "made_at": NOON,
            "program": "opora", "parts": (),
            "key": signing.fingerprint(signer.public_key().public_bytes_raw()),
        }  # fmt: skip
        return archive.pack(rows or rows_of(), Manifest(**(given | said)), signer)

    return made


@pytest.fixture
def trusted(territory: Territory, regional_coordinator: User) -> TrustedKey:
    return trust.add(
        territory=territory, text=signing.public_key().text, by=regional_coordinator, at=NOON
    )
