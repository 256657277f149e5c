import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opora.domain.acts.models import Act, ActLink, ActPoint
from tests import factories

NEW = "/documents/acts/new/"


@pytest.fixture
def act(authority) -> Act:
    made = factories.make_act(authority, number="7-од", signatory_name="П.И. Державин")
    ActPoint.objects.create(
        act=made, order=1, number="1", text="Представить отчёт",
        responsible=[{"text": "Руководителям ОО", "norm": "руководители ОО"}],
        schedule=[{"type": "deadline", "date": "2026-05-20"}],
    )  # fmt: skip
    ActLink.objects.create(act=made, kind="basis", printed="Приказ министерства № 5")
    return made


def test_a_card_shows_requisites_points_and_links(act, coordinator, sign_in) -> None:
    page = sign_in(coordinator).get(f"/documents/acts/{act.pk}/").content.decode()
    for words in ("№ 7-од", "П.И. Державин", "Представить отчёт", "руководители ОО",
                  "20.05.2026, ср", "Приказ министерства № 5", "Открыто:"):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("path", ["", "file/", "cancel/"])
def test_a_stranger_finds_no_act(path, act, stranger, sign_in) -> None:
    assert sign_in(stranger).get(f"/documents/acts/{act.pk}/{path}").status_code == 404


def registration(authority, **fields):
    return {
        "issuer": authority.pk, "kind": "order", "number": "9-од", "date": "2025-09-01",
        "title": "Об утверждении", "basis": "Приказ № 1\nПриказ № 2",
    } | fields  # fmt: skip


def test_an_act_is_entered_by_hand_with_its_file(authority, coordinator, act, sign_in) -> None:
    client = sign_in(coordinator)
    file = SimpleUploadedFile("../приказ.txt", "ПРИКАЗ об утверждении".encode())
    client.post(NEW, registration(authority, file=file, changes=act.pk))
    made = Act.objects.get(number="9-од")
    assert {link.kind for link in made.links.all()} == {"basis", "amends"}
    answer = client.get(f"/documents/acts/{made.pk}/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "ПРИКАЗ" in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date": "31.02.2025"}, "дату"),
        ({"number": "7-од", "date": "2025-08-25"}, "уже зарегистрирован"),
        ({"file": SimpleUploadedFile("a.docm", b"PK")}, "макросы"),
    ],
)
def test_a_wrong_act_is_refused_whole(  # noqa: PLR0917  # fixtures
    fields, sentence, authority, coordinator, act, sign_in
) -> None:
    page = sign_in(coordinator).post(NEW, registration(authority, **fields)).content.decode()
    assert sentence in page
    assert Act.objects.count() == 1


def test_an_act_loses_its_force_once(act, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    path = f"/documents/acts/{act.pk}/cancel/"
    client.post(path, {"reason": "Издан новый приказ"})
    act.refresh_from_db()
    assert act.status == "cancelled"
    assert "уже утратил силу" in client.post(path, {"reason": "ещё раз"}).content.decode()


def test_who_plans_nothing_enters_no_act(teacher, sign_in) -> None:
    assert sign_in(teacher).get(NEW).status_code == 403


@pytest.mark.parametrize("many", [1, 8])
def test_a_card_asks_a_fixed_number_of_queries(
    many, act, coordinator, sign_in, django_assert_num_queries
) -> None:
    for order in range(2, 2 + many):
        ActPoint.objects.create(act=act, order=order, number=str(order), text="Ещё пункт")
        other = factories.make_act(act.issuer)
        ActLink.objects.create(act=act, kind="amends", other=other)
        ActLink.objects.create(act=other, kind="basis", other=act)
    client = sign_in(coordinator)
    with django_assert_num_queries(11):
        client.get(f"/documents/acts/{act.pk}/")
