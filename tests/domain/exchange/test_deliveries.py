"""A package is checked, compared, accepted; everything doubtful is refused in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.domain.exchange import archive, contents
from opora.domain.exchange.archive import PackageRefused
from opora.domain.exchange.models import Delivery, Received, TrustedKey
from opora.domain.exchange.services import deliveries, trust
from opora.domain.organisations.models import Territory
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from tests import factories
from tests.domain.exchange.conftest import Make, result, rows_of
from tests.factories import NOON

pytestmark = pytest.mark.usefixtures("trusted")
Receive = Callable[[bytes], Delivery]


@pytest.fixture
def receive(region: Territory, regional_coordinator: User) -> Receive:
    def received(content: bytes) -> Delivery:
        return deliveries.receive(
            region=region, content=content, name="Пакет.zip", by=regional_coordinator, at=NOON
        )

    return received


@pytest.fixture
def accept(regional_coordinator: User) -> Callable[[Delivery], Delivery]:
    def accepted(delivery: Delivery) -> Delivery:
        base = deliveries.compare(delivery).base
        return deliveries.accept(delivery=delivery, base=base, by=regional_coordinator, at=NOON)

    return accepted


def repacked(package: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Change the files of a package as somebody on its way could."""
    with zipfile.ZipFile(io.BytesIO(package)) as archived:
        files = {name: archived.read(name) for name in archived.namelist()}
    change(files)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, body in files.items():
            archived.writestr(name, body)
    return written.getvalue()


def test_a_package_counts_once_it_is_accepted(
    make: Make, receive: Receive, accept: Callable
) -> None:
    delivery = receive(make(rows_of(**result(7))))
    assert not Received.objects.exists()
    accept(delivery)
    row = Received.objects.get(section="results")
    assert (row.content["below"], row.content["participants"]) == (7, 30)
    assert row.delivery == delivery
    delivery.refresh_from_db()
    assert delivery.changes["results"] == {"added": 1, "changed": 0, "removed": 0}
    told = AuditEvent.objects.filter(action__startswith="package.").values_list("action")
    assert {action for (action,) in told} == {"package.receive", "package.accepted"}


def test_the_next_package_is_compared_with_the_accepted_one(
    make: Make, receive: Receive, accept: Callable
) -> None:
    first = accept(receive(make(rows_of(**result(7)))))
    second = receive(make(rows_of(**result(9), schools=rows_of()["schools"]), number=2))
    comparison = deliveries.compare(second)
    assert comparison.base == 1
    (change,) = comparison.changes
    assert (change.section, change.kind) == ("results", "changed")
    assert [(one.name, one.before, one.after) for one in change.fields] == [
        ("ниже границы", 7, 9)
    ]
    accept(second)
    assert Received.objects.get(section="results").delivery == second
    assert Received.objects.get(section="schools").delivery == first


def test_rows_that_are_gone_are_taken_out(
    make: Make, receive: Receive, accept: Callable
) -> None:
    accept(receive(make(rows_of(**result(7)))))
    second = receive(make(number=2))
    kinds = {(one.section, one.kind) for one in deliveries.compare(second).changes}
    assert kinds == {("rounds", "removed"), ("results", "removed")}
    accept(second)
    assert set(Received.objects.values_list("section", flat=True)) == {"schools"}


def test_the_same_file_is_received_once(make: Make, receive: Receive) -> None:
    package = make()
    assert receive(package) == receive(package)
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("name", ["results.json", "schema.json"])
def test_a_changed_file_is_refused_by_its_checksum(
    name: str, make: Make, receive: Receive
) -> None:
    def change(files: dict[str, bytes]) -> None:
        files[name] = files[name].replace(b"]", b" ]", 1)

    with pytest.raises(PackageRefused, match=f"суммы не сходятся: {name}"):
        receive(repacked(make(), change))
    assert not Delivery.objects.exists()
    refusal = AuditEvent.objects.get(action="package.refuse")
    assert "суммы" in refusal.reason


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.update(
            {"manifest.json": files["manifest.json"].replace(b"1", b"2")}
        ),
        lambda files: files.update({"signature": bytes(64)}),
        lambda files: files.update({"signature": b""}),
    ],
)
def test_a_changed_manifest_or_signature_is_refused(
    change: Callable, make: Make, receive: Receive
) -> None:
    with pytest.raises(PackageRefused):
        receive(repacked(make(), change))


def test_a_key_that_only_pretends_to_be_the_trusted_one_is_refused(
    make: Make, receive: Receive, trusted: TrustedKey
) -> None:
    forged = make(signer=Ed25519PrivateKey.generate(), key=trusted.fingerprint)
    with pytest.raises(PackageRefused, match="Подпись не сходится"):
        receive(forged)


def test_an_unknown_key_is_refused_with_its_fingerprint(make: Make, receive: Receive) -> None:
    with pytest.raises(PackageRefused, match="Сверьте отпечаток"):
        receive(make(signer=Ed25519PrivateKey.generate()))


def test_a_revoked_key_opens_neither_receiving_nor_accepting(
    make: Make, receive: Receive, accept: Callable, trusted: TrustedKey,
    regional_coordinator: User,
) -> None:  # fmt: skip
    delivery = receive(make())
    trust.revoke(key=trusted, by=regional_coordinator, at=NOON)
    with pytest.raises(PackageRefused, match="отозван"):
        accept(delivery)
    with pytest.raises(PackageRefused, match="отозван"):
        receive(make(number=2))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"region": "Нагорный край"}, "для региона «Нагорный край»"),
        ({"municipality": "Лесной округ"}, "такого в вашем регионе нет"),
        ({"version": 2}, "Обновите Опору здесь"),
        ({"version": 0}, "Обновите Опору отправителя"),
        ({"format": "other"}, "не пакет Опоры"),
    ],
)
def test_what_is_not_for_this_region_or_version_is_refused(
    said: dict, words: str, make: Make, receive: Receive
) -> None:
    with pytest.raises(PackageRefused, match=words):
        receive(make(**said))


def test_a_municipality_does_not_speak_for_another(
    make: Make, receive: Receive, foreign_territory: Territory
) -> None:
    with pytest.raises(PackageRefused, match="не внесён"):
        receive(make(municipality=foreign_territory.name))


@pytest.mark.parametrize("number", [1, 2])
def test_an_older_package_does_not_replace_a_newer_one(
    number: int, make: Make, receive: Receive, accept: Callable
) -> None:
    waiting = receive(make(rows_of(**result(7)), number=number))
    accept(receive(make(number=2)))
    with pytest.raises(deliveries.Outdated, match="принят уже № 2"):
        receive(make(rows_of(**result(8)), number=number))
    with pytest.raises(deliveries.Outdated):
        accept(waiting)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../schools.json", "x"])
def test_other_names_in_the_archive_are_refused_and_nothing_is_written_out(
    name: str, make: Make, receive: Receive
) -> None:
    with pytest.raises(PackageRefused, match="не те файлы"):
        receive(repacked(make(), lambda files: files.update({name: b"x"})))
    with pytest.raises(PackageRefused, match="не те файлы"):
        receive(repacked(make(), lambda files: files.pop("signature")))


def test_two_files_of_one_name_are_refused(make: Make, receive: Receive) -> None:
    written = io.BytesIO(make())
    with zipfile.ZipFile(written, "a") as archived, pytest.warns(match="Duplicate"):
        archived.writestr("results.json", "[]")
    with pytest.raises(PackageRefused, match="не те файлы"):
        receive(written.getvalue())


def test_a_bomb_is_refused_before_it_bursts(make: Make, receive: Receive) -> None:
    huge = bytes(archive.LARGEST_PART + 1)
    with pytest.raises(PackageRefused, match="слишком велики"):
        receive(repacked(make(), lambda files: files.update({"results.json": huge})))


def test_a_bomb_that_lies_about_its_size_is_refused(make: Make, receive: Receive) -> None:
    huge = archive.LARGEST_PART + 2**20
    bomb = repacked(make(), lambda files: files.update({"results.json": bytes(huge)}))
    lying = bomb.replace(huge.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    with pytest.raises(PackageRefused):
        receive(lying)


def test_an_encrypted_archive_is_refused(make: Make, receive: Receive) -> None:
    package = bytearray(make())
    place = package.index(b"PK\x01\x02")
    package[place + 8] |= 1
    with pytest.raises(PackageRefused, match="зашифрованы"):
        receive(bytes(package))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 3000), put=st.binary(max_size=40))
def test_no_damage_of_a_package_is_taken_for_one(cut: int, put: bytes, make: Make) -> None:
    whole = make()
    damaged = whole[:cut] + put + whole[cut + len(put) :]
    try:
        sealed = archive.unpack(damaged)
        told = archive.verify(sealed, _key_of(make))
    except PackageRefused:
        return
    assert told == archive.verify(archive.unpack(whole), _key_of(make))


def _key_of(_make: Make) -> bytes:
    from opora.domain.exchange import signing

    return signing.own_key().public_key().public_bytes_raw()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (rows_of(schools=rows_of()["schools"] * 2), "повторяются ключи"),
        (rows_of(results=result(7)["results"]), "ссылается на"),
        (rows_of(**result(-1)), "не соответствует схеме"),
        (rows_of(**result(31)), "больше участников"),
        (rows_of(**result(None)), "скрыто не целиком"),
    ],
)
def test_rows_that_contradict_each_other_are_refused_though_signed(
    rows: contents.Contents, words: str, make: Make, receive: Receive
) -> None:
    with pytest.raises(PackageRefused, match=words):
        receive(make(rows))


def test_deep_json_is_refused(make: Make) -> None:
    deep = b"[" * 100_000
    with pytest.raises(contents.WrongContents):
        contents.decode("results", deep)


def test_hidden_counts_stay_hidden(make: Make, receive: Receive, accept: Callable) -> None:
    accept(receive(make(rows_of(**result(None, None)))))
    assert Received.objects.get(section="results").content["below"] is None


def test_a_comparison_that_grew_old_is_not_accepted(
    make: Make, receive: Receive, accept: Callable, regional_coordinator: User
) -> None:
    first, second = receive(make()), receive(make(number=2))
    accept(first)
    with pytest.raises(deliveries.ComparisonChanged):
        deliveries.accept(delivery=second, base=None, by=regional_coordinator, at=NOON)


def test_a_package_is_decided_on_once(
    make: Make, receive: Receive, accept: Callable, regional_coordinator: User
) -> None:
    delivery = accept(receive(make()))
    for again in (
        lambda: deliveries.accept(delivery=delivery, base=1, by=regional_coordinator, at=NOON),
        lambda: deliveries.reject(
            delivery=delivery, reason="Ошибка", by=regional_coordinator, at=NOON
        ),
    ):
        with pytest.raises(deliveries.DeliveryDecided):
            again()


def test_a_package_is_rejected_with_words(
    make: Make, receive: Receive, regional_coordinator: User
) -> None:
    delivery = receive(make())
    with pytest.raises(deliveries.NoReason):
        deliveries.reject(delivery=delivery, reason=" ", by=regional_coordinator, at=NOON)
    deliveries.reject(
        delivery=delivery, reason="Нет результатов", by=regional_coordinator, at=NOON
    )
    delivery.refresh_from_db()
    assert delivery.status == Delivery.Status.REJECTED
    assert not Received.objects.exists()


def test_others_than_the_regional_coordinator_do_not_receive(
    make: Make, receive: Receive, region: Territory, coordinator: User, school_head: User
) -> None:
    delivery = receive(make())
    for user in (coordinator, school_head):
        with pytest.raises(NotAllowed):
            deliveries.receive(region=region, content=make(), name="x", by=user, at=NOON)
        with pytest.raises(NotAllowed):
            deliveries.accept(delivery=delivery, base=None, by=user, at=NOON)
        assert not Delivery.objects.visible_to(user, on=factories.TODAY).exists()
        assert not Received.objects.visible_to(user, on=factories.TODAY).exists()


def test_the_database_refuses_a_decision_without_a_person(make: Make, receive: Receive) -> None:
    delivery = receive(make())
    with pytest.raises(IntegrityError, match="delivery_decided"):
        Delivery.objects.filter(pk=delivery.pk).update(status="accepted")
