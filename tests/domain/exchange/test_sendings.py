"""A municipality makes a package: signed, numbered, without small counts and names."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from opora.domain.acts.services import files
from opora.domain.exchange import archive, signing
from opora.domain.exchange.models import Sending, TrustedKey
from opora.domain.exchange.services import deliveries, sendings, trust
from opora.domain.identification.models import Run
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.reports.package import contents_of
from tests.api.conftest import Told, make_count, told  # noqa: F401  # a fixture
from tests.factories import NOON, TODAY, make_organisation


def send(territory: Territory, by: User) -> Sending:
    rows = contents_of(territory, on=TODAY)
    return sendings.send(territory=territory, rows=rows, by=by, at=NOON)


def read(sending: Sending) -> dict[str, list]:
    with zipfile.ZipFile(files.path_of(sending.file)) as archived:
        names = [name for name in archived.namelist() if name.endswith(".json")]
        return {name: json.loads(archived.read(name)) for name in names}


@pytest.mark.usefixtures("trusted", "told")
def test_a_package_is_made_sent_and_accepted_by_the_region(
    territory: Territory, region: Territory, coordinator: User, regional_coordinator: User
) -> None:
    sending = send(territory, coordinator)
    content = files.read(sending.file)
    delivery = deliveries.receive(
        region=region, content=content, name="п.zip", by=regional_coordinator, at=NOON
    )
    deliveries.accept(delivery=delivery, base=None, by=regional_coordinator, at=NOON)
    standing = deliveries.standing(territory)
    assert {name: len(rows) for name, rows in standing.items()} == sending.rows
    assert sending.rows["schools"] == 2
    assert sending.rows["results"] == 2
    assert sending.rows["statuses"] == sending.rows["roadmaps"] == sending.rows["progress"] == 1


def test_small_counts_and_names_of_people_stay_in_the_municipality(
    told: Told, territory: Territory, coordinator: User, school_head: User  # noqa: F811
) -> None:  # fmt: skip
    sending = send(territory, coordinator)
    found = read(sending)
    results = {row["school"]: row for row in found["results.json"]}
    assert results["oko:edu010001"]["below"] is None
    assert results["oko:edu010001"]["participants"] is None
    assert results["МБОУ «Берёзовская основная школа»"]["below"] == 12
    text = json.dumps(found, ensure_ascii=False)
    assert school_head.last_name not in text
    assert coordinator.last_name not in text


def test_only_approved_lists_are_told(
    told: Told, territory: Territory, coordinator: User, authority_head: User  # noqa: F811
) -> None:  # fmt: skip
    assert read(send(territory, coordinator))["runs.json"] == []
    Run.objects.update(
        status="approved", approved_by=authority_head, approved_at=NOON, sent_by=coordinator
    )
    found = read(send(territory, coordinator))
    assert found["runs.json"][0]["listed"] == 1
    assert set(found["verdicts.json"][0]) == {
        "key", "run", "school", "official", "listed", "conclusion", "movement",
    }  # fmt: skip


def test_the_schema_of_the_package_travels_with_it(
    territory: Territory, coordinator: User
) -> None:
    schema = read(send(territory, coordinator))["schema.json"]
    assert set(schema["properties"]) | {"schema"} == {
        name.removesuffix(".json") for name in archive.PARTS
    }


def test_packages_are_numbered_and_the_same_rows_give_the_same_sections(
    told: Told, territory: Territory, coordinator: User  # noqa: F811
) -> None:  # fmt: skip
    first, second = send(territory, coordinator), send(territory, coordinator)
    assert (first.number, second.number) == (1, 2)
    parts = [read(one)["manifest.json"]["parts"] for one in (first, second)]
    assert parts[0] == parts[1]


def test_schools_that_share_a_code_keep_apart(
    told: Told, school: Organisation, territory: Territory, coordinator: User  # noqa: F811
) -> None:  # fmt: skip
    successor = make_organisation(territory, predecessor=school)
    successor.codes.create(scheme="oko", value="edu010001")
    make_count(successor, told.round, 10, 30)
    keys = {row["key"] for row in read(send(territory, coordinator))["schools.json"]}
    assert {"oko:edu010001", successor.name} <= keys


def test_others_do_not_send_for_the_municipality(
    territory: Territory, stranger: User, school_head: User, regional_coordinator: User
) -> None:
    for user in (stranger, school_head, regional_coordinator):
        with pytest.raises(NotAllowed):
            send(territory, user)
    assert not Sending.objects.exists()


def test_the_key_of_the_installation_is_made_once_and_read_by_its_owner_alone(
    own_key: Path,
) -> None:
    first = signing.public_key().text
    assert signing.public_key().text == first
    assert own_key.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in own_key.parent.iterdir()] == [own_key.name]


@pytest.mark.parametrize("text", ["", "не ключ", "AAAA", "A" * 44, "=" * 44])
def test_what_is_no_key_is_refused(
    text: str, territory: Territory, regional_coordinator: User
) -> None:
    with pytest.raises(signing.WrongKey):
        trust.add(territory=territory, text=text, by=regional_coordinator, at=NOON)


def test_a_key_is_trusted_once_and_revoked_once(
    trusted: TrustedKey, territory: Territory, regional_coordinator: User, coordinator: User
) -> None:
    with pytest.raises(trust.KeyKnown):
        trust.add(
            territory=territory, text=f" {signing.public_key().text}\n", by=regional_coordinator,
            at=NOON,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        trust.add(territory=territory, text=signing.public_key().text, by=coordinator, at=NOON)
    with pytest.raises(NotAllowed):
        trust.revoke(key=trusted, by=coordinator, at=NOON)
    trust.revoke(key=trusted, by=regional_coordinator, at=NOON)
    trust.revoke(key=trusted, by=regional_coordinator, at=NOON)
    assert AuditEvent.objects.filter(action="trusted_key.revoke").count() == 1
