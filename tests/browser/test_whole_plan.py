"""A plan of a whole order, not of one row: every view of it fits and is accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from opora.demo.orders import orders
from opora.demo.paper import printed
from opora.domain.acts.models import Draft
from opora.domain.acts.services import drafts
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import editions
from tests.browser.looking import visit
from tests.browser.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def read_order(form: str, owner: Organisation, by: User) -> Draft:
    """Bring the order of a format and read it."""
    year = SchoolYear.of(now().date()).start
    order = next(one for one in orders(year) if one.format == form)
    brought = drafts.bring(printed(order), name=order.file, organisation=owner, by=by, at=now())
    draft = drafts.read_queued(brought.draft.pk, at=now())
    assert draft is not None
    return draft


@pytest.fixture
def edition(authority: Organisation, school: Organisation, coordinator: User) -> Edition:
    draft = read_order("docx", authority, coordinator)
    edition = editions.create_from_draft(draft=draft, owner=authority, by=coordinator, at=now())
    return editions.approve(edition=edition, by=coordinator, at=now())


def test_every_view_of_a_whole_plan_fits_and_is_accessible(
    edition: Edition,
    authority: Organisation,
    other_school: Organisation,
    coordinator: User,
    new_page: Callable[..., Page],
) -> None:
    waiting = read_order("html", authority, coordinator)
    plan, review = f"/roadmaps/{edition.roadmap_id}/", f"/documents/drafts/{waiting.pk}/"
    views = {f"plan_{view or 'table'}": f"{plan}{view}" for view in (
        "", "timeline/", "calendar/", "people/", "schools/", "print/", "editions/"
    )}  # fmt: skip
    tabs = {
        f"review_{tab}": f"{review}{tab}/" for tab in ("requisites", "measures", "findings")
    }
    others = {"panel": "/panel/", "my_day": "/", "obligations": "/obligations/"}
    page = new_page()
    sign_in(page, coordinator)
    names = {name.strip("/"): path for name, path in (views | tabs | others).items()}
    assert visit(page, names, mark="whole") == []
