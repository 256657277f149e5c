from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils.timezone import now

from opora.domain.people.models import User
from opora.domain.people.services import feeds
from opora.domain.roadmaps.models import Edition
from tests.web.conftest import Sign

STARTS = {
    "docx": b"PK",
    "execution.docx": b"PK",
    "xlsx": b"PK",
    "pdf": b"%PDF",
    "ics": b"BEGIN",
}


@pytest.mark.parametrize("kind", STARTS)
def test_a_plan_is_brought_as_a_file_with_its_name(
    kind: str, plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).get(f"/roadmaps/{plan.roadmap_id}/files/{kind}/")
    content = response.getvalue()
    response.close()
    assert content.startswith(STARTS[kind])
    assert response["Content-Disposition"].startswith("attachment")
    assert "План поддержки школ" in unquote(response["Content-Disposition"])


@pytest.mark.parametrize("kind", ["execution.docx", "xlsx", "pdf"])
def test_a_school_gets_no_file_that_counts_others(
    kind: str, plan: Edition, school_head: User, sign_in: Sign
) -> None:
    response = sign_in(school_head).get(f"/roadmaps/{plan.roadmap_id}/files/{kind}/")
    assert response.status_code == 403


def test_a_school_gets_the_document_itself(
    plan: Edition, school_head: User, sign_in: Sign
) -> None:
    response = sign_in(school_head).get(f"/roadmaps/{plan.roadmap_id}/files/docx/")
    assert response.status_code == 200


def test_files_of_other_kinds_and_of_strangers_are_not_found(
    plan: Edition, coordinator: User, stranger: User, sign_in: Sign
) -> None:
    address = f"/roadmaps/{plan.roadmap_id}/files"
    assert sign_in(coordinator).get(f"{address}/exe/").status_code == 404
    assert sign_in(stranger).get(f"{address}/docx/").status_code == 404


def test_a_feed_needs_no_sign_in_and_ends_when_it_is_revoked(
    plan: Edition, school_head: User
) -> None:
    token = feeds.issue(user=school_head, scope="me", at=now())
    address = f"/feeds/{token.token}.ics"
    first = Client().get(address)
    feeds.revoke(token=token, by=school_head, at=now())
    assert first.status_code == 200
    assert first["Content-Type"].startswith("text/calendar")
    assert Client().get(address).status_code == 404


def test_a_feed_of_no_scope_or_of_somebody_who_left_is_not_found(
    plan: Edition, school_head: User
) -> None:
    strange = feeds.issue(user=school_head, scope="moon", at=now())
    own = feeds.issue(user=school_head, scope="me", at=now())
    User.objects.filter(pk=school_head.pk).update(is_active=False)
    for token in (strange, own):
        assert Client().get(f"/feeds/{token.token}.ics").status_code == 404
    assert Client().get("/feeds/guess.ics").status_code == 404


def test_the_sheet_says_execution_in_words_and_leaves_room_for_signatures(
    plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get(f"/roadmaps/{plan.roadmap_id}/print/").content.decode()
    assert "Исполнение на" in text
    assert "o-sheet-line" in text
