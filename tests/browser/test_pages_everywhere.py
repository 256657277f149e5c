"""Every page in both widths, in the dark and enlarged: it fits, and axe finds nothing serious."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.browser.looking import DESK_AND_PHONE, visit
from tests.browser.people import sign_in
from tests.isolation.addresses import addresses
from tests.isolation.district import District, settle
from tests.isolation.expected import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILES = {
    "act_file", "draft_file", "evidence", "roadmap_file", "people_template",
    "organisations_template", "school_profile", "verdict_card", "reply_file",
    "passport_template", "results_import_aside", "package_file",
}  # fmt: skip
PARTS = {"draft_state", "deadline_preview", "verdict_preview", "results_import_state"}
"""Pieces that a script puts into a page; they are no pages."""

NEW = ("/registers/", "/indicators/")
"""Their lists and rows are looked at full of data, on the demo; here their forms."""

TABS = ("requisites", "points", "indicators", "findings")


@pytest.fixture
def district(
    school: Organisation, authority: Organisation, school_head: User, coordinator: User
) -> District:
    return settle(school, authority, head=school_head, boss=coordinator)


def paths(district: District, role: str) -> dict[str, str]:
    """Return the addresses of all pages that a role opens, by name."""
    found = {
        one.name: one.path(district.arguments_of(one))
        for one in addresses()
        if one.name in RULES and role in RULES[one.name].reads and one.name not in FILES | PARTS
    }
    for tab in TABS if "draft_review" in found else ():
        found[f"draft_review_{tab}"] = f"/documents/drafts/{district.draft.pk}/{tab}/"
    return found


def test_every_page_of_a_coordinator_fits_and_is_accessible(
    district: District, coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, coordinator)
    found = paths(district, "coordinator")
    of_registers = {name: path for name, path in found.items() if path.startswith(NEW)}
    begun = {name: path for name, path in of_registers.items() if path.endswith("/new/")}
    others = {name: path for name, path in found.items() if name not in of_registers}
    wrong = visit(page, others, mark="boss")
    wrong += visit(page, begun, mark="boss", shapes=DESK_AND_PHONE)
    assert wrong == []


def test_every_page_of_a_school_fits_and_is_accessible(
    district: District, school_head: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, school_head)
    differs = {"my_day", "school", "obligation", "roadmap", "measure", "documents_new"}
    found = {
        name: path for name, path in paths(district, "school_head").items() if name in differs
    }
    assert visit(page, found, mark="head") == []


def test_every_page_of_a_region_fits_and_is_accessible(
    district: District, regional_coordinator: User, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    sign_in(page, regional_coordinator)
    differs = {"exchange", "delivery", "received", "context_rescale", "run_what_if", "panel"}
    found = {
        name: path
        for name, path in paths(district, "regional_coordinator").items()
        if name in differs
    }
    assert visit(page, found, mark="region") == []


def test_pages_before_the_sign_in_fit_and_are_accessible(
    db: None, new_page: Callable[..., Page]
) -> None:
    found = {
        "login": "/account/login/",
        "reset": "/account/password/reset/",
        "reset_done": "/account/password/reset/done/",
        "signup": "/account/signup/",
        "inactive": "/account/inactive/",
    }
    assert visit(new_page(), found, mark="before") == []
