"""Two people at one thing: both are heard, one is served, nothing is done twice or lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from opora.domain.acts.models import Act, Draft, DraftEdit
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Obligation, Roadmap
from opora.domain.roadmaps.services import obligations
from tests.isolation.district import ORDER, read_draft
from tests.web import stage
from tests.web.conftest import Sign

CELL = "roadmap.items.1.measure"
WHOLE_ORDER = ORDER.replace(
    "1. Утвердить план мероприятий", "ПРИКАЗЫВАЮ:\n1. Утвердить план мероприятий"
)


def edited(client: Client, draft: Draft, text: str) -> Callable[[], HttpResponse]:
    """Open the form of a row; give what presses its button later."""
    path = f"/documents/drafts/{draft.pk}/lines/i1/"
    editor = client.get(path).context["editor"]
    typed = {field.path: field.value for field in editor.fields} | {"seen": editor.seen}
    return lambda: client.post(path, typed | {CELL: text})


def test_two_edits_of_one_cell_are_both_shown_and_both_kept(
    authority: Organisation, coordinator: User, methodist: User, sign_in: Sign
) -> None:
    draft = read_draft(authority, by=coordinator)
    first = edited(sign_in(coordinator), draft, "Провести семинар для директоров")
    second = edited(sign_in(methodist), draft, "Провести семинар для психологов")
    assert first().status_code == 302
    answer = second()
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "семинар для директоров" in text
    assert "семинар для психологов" in text
    assert coordinator.short_name in text
    kept = DraftEdit.objects.filter(draft=draft, path=CELL)
    assert len({edit.after for edit in kept}) == 2
    draft.refresh_from_db()
    assert draft.current["roadmap"]["items"][0]["measure"] == "Провести семинар для директоров"


def test_a_second_confirmation_opens_the_plan_of_the_first(
    authority: Organisation, coordinator: User, methodist: User, sign_in: Sign
) -> None:
    draft = read_draft(authority, by=coordinator, order=WHOLE_ORDER)
    path = f"/documents/drafts/{draft.pk}/confirm/"
    for user in (coordinator, methodist, coordinator):
        assert sign_in(user).post(path, {"roadmap": ""}).status_code == 302
    assert (Roadmap.objects.count(), Act.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory has one writer and one thread"
)
def test_one_draft_confirmed_on_two_pages_at_one_moment_makes_one_plan(
    authority: Organisation, coordinator: User, methodist: User, sign_in: Sign
) -> None:
    draft = read_draft(authority, by=coordinator, order=WHOLE_ORDER)
    start = Barrier(2)

    def confirm(client: Client) -> int:
        try:
            start.wait()
            path = f"/documents/drafts/{draft.pk}/confirm/"
            return client.post(path, {"roadmap": ""}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(confirm, [sign_in(coordinator), sign_in(methodist)]))
    assert set(answers) <= {200, 302}
    assert (Roadmap.objects.count(), Act.objects.count()) == (1, 1)


@pytest.mark.parametrize("closed_by", [obligations.waive, obligations.pause])
def test_a_report_that_comes_after_the_end_is_refused_and_given_back(  # noqa: PLR0917  # fixtures
    closed_by: Callable[..., Obligation],
    measure: Measure,
    school: Organisation,
    school_head: User,
    coordinator: User,
    sign_in: Sign,
) -> None:
    """The page of the school was open while the checker closed the obligation."""
    obligation = stage.make_obligation(measure, school)
    client = sign_in(school_head)
    key = client.get(f"/obligations/{obligation.pk}/").context["report_form"]["key"].value()
    closed_by(obligation=obligation, reason="Школа закрыта", by=coordinator, at=now())
    answer = client.post(
        f"/obligations/{obligation.pk}/submit/", {"key": key, "report": "Семинар прошёл"}
    )
    assert answer.status_code == 409
    assert "Семинар прошёл" in answer.content.decode()


def test_a_second_press_of_one_button_hands_in_once(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school)
    client = sign_in(school_head)
    key = client.get(f"/obligations/{obligation.pk}/").context["report_form"]["key"].value()
    form = {"key": key, "report": "Семинар прошёл"}
    for _ in range(2):
        answer = client.post(f"/obligations/{obligation.pk}/submit/", form)
        assert answer.status_code == 302
    obligation.refresh_from_db()
    assert obligation.state == Obligation.State.SUBMITTED
