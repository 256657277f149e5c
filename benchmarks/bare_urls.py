"""Our addresses and, beside them, the barest Django list page on the same rows."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from opora.domain.roadmaps.models import Obligation

PAGE = """<!doctype html><title>Обязательства</title><table>{% for row in page %}
<tr><td>{{ row.organisation.short_name }}<td>{{ row.occurrence.label }}
<td>{{ row.get_state_display }}
{% endfor %}</table>{{ page.paginator.count }}"""


def bare(request: HttpRequest) -> HttpResponse:
    """List fifty obligations and their count, as Django's own ListView would."""
    rows = Obligation.objects.select_related("organisation", "occurrence").order_by(
        "control", "pk"
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return HttpResponse(engines["django"].from_string(PAGE).render({"page": page}))


urlpatterns = [path("bare/", bare), path("", include("opora.config.urls"))]
