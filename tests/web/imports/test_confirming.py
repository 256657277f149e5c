import pytest

from opora.domain.acts.models import Act
from opora.domain.roadmaps.models import Edition, Roadmap
from tests import factories


def url(draft) -> str:
    return f"/documents/drafts/{draft.pk}/confirm/"


def test_a_confirmation_says_what_it_will_make(draft, coordinator, sign_in) -> None:
    page = sign_in(coordinator).get(url(draft)).content.decode()
    assert "Приказ № 214-од" in page
    assert "3\u00a0мероприятия" in page
    assert "Не отмечено проверенным" in page


def test_the_act_is_registered_and_the_plan_goes_to_approval(
    draft, coordinator, sign_in
) -> None:
    answer = sign_in(coordinator).post(url(draft), {"roadmap": ""})
    edition = Edition.objects.get()
    assert answer["Location"] == f"/roadmaps/{edition.roadmap_id}/"
    assert edition.status == Edition.Status.ON_APPROVAL
    assert edition.measures.count() == 3
    act = Act.objects.get()
    assert (act.number, act.issuer_id) == ("214-од", draft.organisation_id)
    draft.refresh_from_db()
    assert draft.act == act


def test_who_is_second_gets_a_plain_sentence_and_the_plan(
    draft, coordinator, methodist, sign_in
) -> None:
    sign_in(coordinator).post(url(draft), {"roadmap": ""})
    client = sign_in(methodist)
    answer = client.post(url(draft), {"roadmap": ""})
    assert answer["Location"] == f"/roadmaps/{Roadmap.objects.get().pk}/"
    page = client.get(f"/documents/drafts/{draft.pk}/measures/").content.decode()
    assert "уже подтверждён" in page


@pytest.mark.parametrize("broken", ["period", "items"])
def test_what_blocks_is_said_with_a_link_and_nothing_is_made(
    broken, draft, coordinator, sign_in
) -> None:
    if broken == "period":
        draft.current["document"]["period"] = None
    else:
        draft.current["roadmap"]["items"] = []
    draft.save()
    page = sign_in(coordinator).post(url(draft), {"roadmap": ""}).content.decode()
    assert 'role="alert"' in page
    tab = "requisites" if broken == "period" else "measures"
    assert f"/documents/drafts/{draft.pk}/{tab}/#read" in page
    assert not Act.objects.exists()
    assert not Edition.objects.exists()


def test_an_act_that_is_registered_stops_the_confirmation_whole(
    draft, coordinator, sign_in
) -> None:
    client = sign_in(coordinator)
    known = factories.make_act(
        draft.organisation, number="214-од", number_norm="214-од",
        date=draft.current["document"]["date"],
    )  # fmt: skip
    page = client.post(url(draft), {"roadmap": ""}).content.decode()
    assert "уже зарегистрирован" in page
    assert f"/documents/acts/{known.pk}/" in page
    assert not Edition.objects.exists()
    draft.refresh_from_db()
    assert draft.status == "ready"


def test_a_plan_in_force_takes_the_document_as_its_next_edition(
    draft, coordinator, authority, sign_in
) -> None:
    from tests.web import stage

    plan = stage.make_roadmap(authority)
    sign_in(coordinator).post(url(draft), {"roadmap": plan.pk})
    assert Roadmap.objects.get() == plan
    assert plan.editions.order_by("number").last().number == 2


def test_who_only_approves_is_told_who_confirms(draft, authority_head, sign_in) -> None:
    client = sign_in(authority_head)
    assert "Передайте черновик им" in client.get(url(draft)).content.decode()
    client.post(url(draft), {"roadmap": ""})
    assert not Edition.objects.exists()


def test_the_page_asks_a_fixed_number_of_queries(
    draft, coordinator, sign_in, django_assert_num_queries
) -> None:
    client = sign_in(coordinator)
    with django_assert_num_queries(9):
        client.get(url(draft))
