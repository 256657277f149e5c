import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import get_resolver

from opora.domain.people.models import User
from opora.web import errors
from opora.web.looks import SEVERITIES, STATES
from tests.web.conftest import Sign

WEB = Path(errors.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SPRITE = WEB / "static" / "vendor" / "icons.svg"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_a_style_or_an_inline_script(path: Path) -> None:
    text = path.read_text("utf-8")
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"", text)


@pytest.mark.parametrize(
    "path",
    sorted((WEB / "templates" / "web" / "components").glob("*.html")),
    ids=lambda p: p.name,
)
def test_a_component_says_what_it_is_in_its_first_line(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith(f"{{# web/components/{path.name} — ")


def test_every_icon_in_use_is_in_the_sprite() -> None:
    if not SPRITE.exists():
        pytest.skip("front-end files are not built: make assets")
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text("utf-8")))
    looks = {look.icon for look in [*STATES.values(), *SEVERITIES.values()]}
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r'\{% icon "([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert named | looks <= drawn


def test_the_page_forbids_foreign_and_inline_code(client: Client, coordinator: User) -> None:
    policy = client.get("/account/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_bar_shows_only_sections_that_exist_and_hold_something(
    coordinator: User, school_head: User, teacher: User, sign_in: Sign
) -> None:
    exists = set(get_resolver().reverse_dict)
    text = sign_in(coordinator).get("/schools/").content.decode()
    assert ("Дорожные карты</a>" in text) == ("roadmaps" in exists)
    assert ("Документы</a>" in text) == ("documents" in exists)
    assert "Сотрудники и роли" in text
    assert "Сотрудники и роли" not in sign_in(school_head).get("/schools/").content.decode()
    assert "Документы</a>" not in sign_in(teacher).get("/schools/").content.decode()


def test_the_current_section_is_marked(coordinator: User, sign_in: Sign) -> None:
    text = sign_in(coordinator).get("/schools/").content.decode()
    assert '<a href="/schools/" aria-current="page">Школы</a>' in text
    assert text.count('aria-current="page"') == 2


def test_a_missing_page_says_what_to_do(coordinator: User, sign_in: Sign) -> None:
    response = sign_in(coordinator).get("/nowhere/")
    assert response.status_code == 404
    assert "Такой страницы нет" in response.content.decode()


def test_a_form_without_its_token_says_that_the_page_is_old(coordinator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    response = client.post("/notices/read/")
    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()


def test_a_forbidden_page_says_who_can_help(school_head: User, sign_in: Sign) -> None:
    assert "координатор муниципалитета" in sign_in(school_head).get("/panel/").content.decode()


def test_a_defect_shows_a_number_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    response = errors.server_error(RequestFactory().get("/panel/7/"))
    number = re.search(r"<b>([0-9a-f]{8})</b>", response.content.decode())
    assert response.status_code == 500
    assert number is not None
    assert f"defect {number[1]} at /panel/7/" in caplog.text


def render(text: str, **context: object) -> str:
    request = HttpRequest()
    request.GET = request.GET.copy()
    return Template("{% load opora %}" + text).render(Context({"request": request, **context}))


def test_wrappers_escape_their_words() -> None:
    text = render(
        '{% section title=title name="x" %}<i>{{ title }}</i>{% endsection %}', title="<b>"
    )
    assert "&lt;b&gt;</h2>" in text
    assert "<i>&lt;b&gt;</i>" in text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "1 КБ"), (2048, "2 КБ"), (3 * 2**20 + 2**18, "3,2 МБ")]
)
def test_sizes_are_said_in_kilobytes_and_megabytes(count: int, text: str) -> None:
    assert render("{{ n|size }}", n=count).replace("\xa0", " ") == text


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_an_icon_and_a_word(state: str) -> None:
    text = render(
        '{% include "web/components/state.html" with state=state only %}', state=state
    )
    assert STATES[state].label in text
    assert f"#{STATES[state].icon}" in text


def test_a_fraction_without_a_denominator_is_not_zero() -> None:
    text = render('{% include "web/components/fraction.html" with n=0 of=0 only %}')
    assert "срок ещё не наступил" in text
    assert "0" not in text
