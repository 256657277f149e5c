"""A step on a page: what is refused is said where the person acted, what is done leads on."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from opora.domain.refusals import NotAllowed, Refused
from opora.web.steps import done, refusal_as_message, refusal_at


class FileTooLarge(Refused):
    """A refusal with a field of its own."""


class Said(forms.Form):
    day = forms.CharField(required=False)
    file = forms.CharField(required=False)


def _form() -> Said:
    return Said({"day": "1 сентября"})


def _request(**given: str) -> HttpRequest:
    request = RequestFactory().post("/teams/", given)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def _told(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.level_tag, str(one)) for one in get_messages(request)]


def test_a_refusal_stands_at_the_form_and_the_page_goes_on() -> None:
    form = _form()
    with refusal_at(form):
        raise Refused("День раньше начала работы.")
    assert form.non_field_errors() == ["День раньше начала работы."]


def test_a_refusal_stands_at_the_field_that_is_to_blame() -> None:
    form = _form()
    with refusal_at(form, "day"):
        raise Refused("Этот день ещё не наступил.")
    assert form.errors == {"day": ["Этот день ещё не наступил."]}


@pytest.mark.parametrize(
    ("refusal", "field"),
    [(FileTooLarge("Файл велик."), "file"), (Refused("Нет такой школы."), "__all__")],
)
def test_one_kind_of_refusal_may_have_its_own_field(refusal: Refused, field: str) -> None:
    form = _form()
    with refusal_at(form), refusal_at(form, "file", only=FileTooLarge):
        raise refusal
    assert form.errors == {field: [str(refusal)]}


def test_a_step_that_is_taken_leaves_the_form_alone() -> None:
    form = _form()
    with refusal_at(form):
        taken = form.is_valid()
    assert taken
    assert not form.errors


def test_a_defect_is_not_taken_for_a_refusal() -> None:
    with pytest.raises(ZeroDivisionError), refusal_at(_form()):
        raise ZeroDivisionError


def test_who_has_no_right_gets_the_page_of_that_and_no_form() -> None:
    form = _form()
    with pytest.raises(PermissionDenied, match="Это делает директор"), refusal_at(form):
        raise NotAllowed("Это делает директор.")
    assert not form.errors


def test_a_refusal_of_a_button_is_a_message() -> None:
    request = _request()
    with refusal_as_message(request):
        raise Refused("Уже отозвано.")
    assert _told(request) == [("error", "Уже отозвано.")]


def test_what_is_done_is_said_and_leads_to_its_page() -> None:
    request = _request()
    answer = done(request, "Записано.", "school", 7)
    assert answer.url == "/schools/7/"
    assert _told(request) == [("success", "Записано.")]


def test_what_is_done_leads_back_to_where_it_was_begun() -> None:
    answer = done(_request(next="/schools/7/"), "Записано.", "team", 3)
    assert answer.url == "/schools/7/"


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:x"])
def test_nothing_leads_off_the_site(away: str) -> None:
    assert done(_request(next=away), "Записано.", "school", 7).url == "/schools/7/"
