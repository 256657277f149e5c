"""Drafts and acts as pages find them: only what the gate opens."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.db.models.fields.json import KeyTransform
from django.shortcuts import get_object_or_404

from opora.domain.acts.models import Act, ActQuerySet, Draft, DraftQuerySet
from opora.domain.people.models import User
from opora.web.requests import UserRequest


def draft_for(request: UserRequest, draft_id: int, *, on: date) -> Draft:
    """Return a draft that the person sees.

    Raises
    ------
    Http404
        If there is none, or the gate does not open it.
    """
    seen = Draft.objects.visible_to(request.user, on=on).select_related(
        "organisation__territory", "file", "uploaded_by", "act"
    )
    return get_object_or_404(seen, pk=draft_id)


def act_for(request: UserRequest, act_id: int, *, on: date) -> Act:
    """Return an act that the person sees."""
    seen = Act.objects.visible_to(request.user, on=on).select_related(
        "issuer__territory", "file", "registered_by"
    )
    return get_object_or_404(seen, pk=act_id)


def waiting_drafts(user: User, *, on: date, discarded: bool = False) -> DraftQuerySet:
    """Return drafts for a list: the reading itself is not loaded, only its findings."""
    drafts = Draft.objects.visible_to(user, on=on)
    drafts = drafts.filter(status="discarded") if discarded else drafts.waiting()
    return (
        drafts.annotate(found=KeyTransform("findings", "current"))
        .select_related("organisation", "uploaded_by")
        .defer("reading", "current")
        .order_by("-uploaded_at", "-pk")
    )


def registered_acts(user: User, *, on: date, words: str = "") -> ActQuerySet:
    """Return acts in sight, newest first; words stand in the title or the number."""
    acts = Act.objects.visible_to(user, on=on).select_related("issuer", "registered_by")
    if words:
        acts = acts.filter(Q(title__icontains=words) | Q(number__icontains=words))
    return acts.order_by("-date", "-pk")
