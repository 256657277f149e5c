"""Files that people bring, several at once: by a plain form or one by one by ``upload.js``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm
from django.http import HttpRequest, JsonResponse
from django.utils.html import format_html

from opora.domain.acts.services.files import clean_name
from opora.domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was taken: what is said of it, and the page where it is worked on."""

    sentence: str
    address: str
    is_known: bool
    """Whether the same file was brought before."""


Bring = Callable[["UploadedFile[Any]"], Arrival]
Unwanted = list[tuple[str, str]]
"""Names of files that were refused, each with the sentence why."""


def bring_each(form: BaseForm, bring: Bring) -> tuple[list[Arrival], Unwanted]:
    """Bring each file of a valid form; what is refused does not stop the others."""
    arrived: list[Arrival] = []
    refused: Unwanted = []
    for file in form.cleaned_data["uploads"]:
        try:
            arrived.append(bring(file))
        except Refused as refusal:
            refused.append((clean_name(file.name), str(refusal)))
    return arrived, refused


def say(request: HttpRequest, arrived: Iterable[Arrival]) -> None:
    """Say of each file that it was taken, with the link to it."""
    for one in arrived:
        level = messages.warning if one.is_known else messages.success
        level(request, format_html('{} <a href="{}">Открыть</a>', one.sentence, one.address))


def is_by_script(request: HttpRequest) -> bool:
    """Whether ``upload.js`` sends the file and wants the answer in words only."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def told(form: BaseForm, bring: Bring) -> JsonResponse:
    """Answer ``upload.js``: the sentence, and where the file is worked on."""
    if not form.is_valid():
        errors = [str(error) for field in form.errors.values() for error in field]
        return JsonResponse({"sentence": " ".join(errors)})
    arrived, refused = bring_each(form, bring)
    if not arrived:
        return JsonResponse({"sentence": refused[0][1]})
    one = arrived[0]
    return JsonResponse(
        {"sentence": one.sentence, "address": one.address, "known": one.is_known}
    )
