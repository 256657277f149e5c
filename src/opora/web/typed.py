"""What was typed in a form whose session had expired comes back after signing in.

One place for all forms: a POST that is sent to the sign-in page leaves its text in the new
session; after signing in the page of the form is opened again and its fields are filled as
they stood. Files are chosen anew, passwords are never kept.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from lxml import html
from lxml.html import HtmlElement

from opora.web.requests import inside

KEPT_FOR = 3600
"""What was typed longer ago is forgotten. [seconds]"""
MOST = 100_000
"""Longer text is not kept for somebody who has not signed in. [characters]"""
_KEPT = "typed"
_NEVER = ("csrfmiddlewaretoken", "password")
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_MAIN = re.compile(r"<main\b[^>]*>")

Values = dict[str, list[str]]


class ReturnTyped:
    """Keeps a form that came too late, and gives it back on its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; keep or give back what was typed on the way out."""
        response = self._get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.htmx:  # type: ignore[attr-defined]  # set by the middleware of htmx
            return response
        if request.method == "POST" and _leads_to_sign_in(response):
            return _keep(request)
        if request.method == "GET" and type(response) is HttpResponse:
            _give_back(request, response)
        return response


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    address = response.get("Location", "")
    return urlsplit(address).path == resolve_url(settings.LOGIN_URL) and "next=" in address


def _keep(request: HttpRequest) -> HttpResponse:
    """Leave the text in the session and lead to the sign-in page, from there to the form."""
    page = _page_of_form(request)
    values = {
        name: request.POST.getlist(name)
        for name in request.POST
        if not any(never in name for never in _NEVER)
    }
    if sum(len(one) for told in values.values() for one in told) <= MOST:
        request.session[_KEPT] = {
            "page": urlsplit(page).path, "action": request.path, "values": values,
            "at": time.time(), "by": _owner(request),
        }  # fmt: skip
        messages.info(request, "Время сеанса вышло. Войдите: введённое вернётся в форму.")
    query = urlencode({"next": page})
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


def _page_of_form(request: HttpRequest) -> str:
    """Return the page on which the form stands: some addresses take forms and have no page."""
    told = urlsplit(inside(request, request.headers.get("Referer")) or request.get_full_path())
    return f"{told.path}?{told.query}" if told.query else told.path


def _owner(request: HttpRequest) -> str | None:
    """Return whose the expired session was; None where nothing is left of it."""
    key = request.COOKIES[settings.SESSION_COOKIE_NAME]
    session = Session.objects.filter(session_key=key).first()
    return session.get_decoded().get(SESSION_KEY) if session else None


def _give_back(request: HttpRequest, response: HttpResponse) -> None:
    if not request.user.is_authenticated or not (kept := request.session.get(_KEPT)):
        return
    is_theirs = kept["by"] in {None, str(request.user.pk)}
    if not is_theirs or time.time() - kept["at"] > KEPT_FOR:
        del request.session[_KEPT]
    elif _is_page(response) and request.path == kept["page"]:
        del request.session[_KEPT]
        response.content = with_typed(response.text, request.path, kept)


def _is_page(response: HttpResponse) -> bool:
    is_there = response.status_code == 200  # noqa: PLR2004  # neither a refusal nor moved
    return is_there and response.get("Content-Type", "").startswith("text/html")


def with_typed(page: str, path: str, kept: dict[str, Any]) -> str:
    """Return a page with what was typed in the fields of its form, and a word about it.

    Where the page has no such form any more, the text itself is shown.

    Parameters
    ----------
    page : str
        HTML of the page.
    path : str
        Its address, that of forms that name none.
    kept : dict
        ``action``, where the form was sent to, and ``values``: lists of text by name.
    """
    parsed = [(found, html.fragment_fromstring(found[0])) for found in _FORM.finditer(page)]
    forms = [
        (found, form)
        for found, form in parsed
        if form.get("method", "").lower() == "post"
        and urlsplit(form.get("action") or path).path == kept["action"]
    ]
    lost: list[str] = []
    if forms:
        found, form = max(forms, key=lambda one: len(_names(one[1]) & kept["values"].keys()))
        _fill(form, kept["values"])
        whole = html.tostring(form, encoding="unicode", with_tail=False)
        page = page[: found.start()] + whole + page[found.end() :]
    else:
        lost = [one for told in kept["values"].values() for one in told if one.strip()]
    note = render_to_string("web/typed.html", {"is_back": bool(forms), "lost": lost})
    return _MAIN.sub(lambda main: main[0] + note, page, count=1)


def _fields(form: HtmlElement) -> Iterator[HtmlElement]:
    for one in form.iter("input", "textarea", "select"):
        name = one.get("name")
        if name and not any(never in name for never in _NEVER):
            yield one


def _names(form: HtmlElement) -> set[str]:
    return {one.get("name") for one in _fields(form)}


def _fill(form: HtmlElement, values: Values) -> None:
    """Fill the fields in their order; of several of one name each takes its own text."""
    left = {name: list(told) for name, told in values.items()}
    for one in _fields(form):
        told = values.get(one.get("name"), [])
        if one.tag == "select":
            _choose(one, told)
        elif one.get("type") in {"checkbox", "radio"}:
            _mark(one, "checked", is_on=one.get("value", "on") in told)
        elif one.get("type") not in {"file", "submit", "button"} and left.get(one.get("name")):
            _write(one, left[one.get("name")].pop(0))


def _choose(select: HtmlElement, told: list[str]) -> None:
    if not told:
        return
    for option in select.iter("option"):
        _mark(option, "selected", is_on=option.get("value", option.text or "") in told)


def _mark(field: HtmlElement, name: str, *, is_on: bool) -> None:
    if is_on:
        field.set(name, name)
    elif name in field.attrib:
        del field.attrib[name]


def _write(field: HtmlElement, text: str) -> None:
    if field.tag == "textarea":
        field.text = f"\n{text}"  # a browser drops the first line break
    else:
        field.set("value", text)
