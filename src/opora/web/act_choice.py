"""Choose the document by which something is done, among those the person sees."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from opora.domain.acts.models import Act
from opora.domain.people.models import User

MOST = 300
"""The latest documents are offered; older ones set nothing up any more."""
HELP = "Нет в списке? Сначала зарегистрируйте документ в разделе «Документы»."


class ActChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A document in force, the latest first."""

    def __init__(self, *, user: User, on: date, **kwargs: Any) -> None:
        seen = Act.objects.visible_to(user, on=on).filter(status=Act.Status.IN_FORCE)
        latest = seen.order_by("-date", "-pk").values_list("pk", flat=True)[:MOST]
        kwargs.setdefault("label", "Документ")
        kwargs.setdefault("help_text", HELP)
        kwargs.setdefault("empty_label", "документа ещё нет")
        super().__init__(
            Act.objects.filter(pk__in=list(latest)).order_by("-date", "-pk"), **kwargs
        )

    def label_from_instance(self, obj: Act) -> str:
        """Name the kind, number, day and the first words of the title."""
        day = f" от {obj.date:%d.%m.%Y}" if obj.date else ""
        number = f" № {obj.number}" if obj.number else ""
        return f"{obj.get_kind_display()}{number}{day} «{obj.title[:60]}»"
