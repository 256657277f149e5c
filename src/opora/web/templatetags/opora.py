"""Tags and filters of all templates: icons, words around numbers and days, wrappers.

Load with ``{% load opora %}``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, RadioSelect
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from opora.reports.charts import Chart, draw, narrow
from opora.reports.tables import Table, shown
from opora.web import words
from opora.web.looks import SEVERITIES, STATES, Look

register = template.Library()


def _day(value: date | datetime) -> date:
    return localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def plural(count: int, forms: str) -> str:
    """Print a count with its word: ``{{ 28|plural:"день,дня,дней" }}``."""
    return words.counted(count, forms)


@register.filter
def out_of(count: int, forms: str) -> str:
    """Print a count with its word after «из»: ``из {{ 21|out_of:"день,дня,дней" }}``."""
    return words.out_of(count, forms)


@register.filter
def word(count: int, forms: str) -> str:
    """Print only the word that fits the count."""
    return words.plural_form(count, forms)


@register.filter
def number(count: int) -> str:
    """Print a whole number with its thousands apart."""
    return words.number(count)


@register.filter
def day(value: date | datetime | None) -> str:
    """Print «12.11.2025»; nothing for None."""
    return f"{_day(value):%d.%m.%Y}" if value else ""


@register.filter
def long_day(value: date | datetime) -> str:
    """Print «12 ноября 2025 г., ср»."""
    return words.long_day(_day(value))


@register.filter
def full_day(value: date | datetime) -> str:
    """Print «Среда, 12 ноября 2025 года»."""
    return words.full_day(_day(value))


@register.filter
def month_short(value: date) -> str:
    """Print «нояб»."""
    return words.MONTHS_SHORT[value.month - 1]


@register.filter
def month_name(value: date) -> str:
    """Print «Ноябрь»."""
    return words.MONTH_NAMES[value.month - 1]


@register.filter
def moment(value: datetime) -> str:
    """Print «12.11.2025, 08:00» in the time of the server's place."""
    return f"{localtime(value):%d.%m.%Y, %H:%M}"


@register.filter
def days_left(due: date, today: date) -> str:
    """Print «через 2 дня», «сегодня», «28 дней назад»."""
    return words.days_left(due, today)


@register.filter
def days_since(value: date | datetime, today: date) -> int:
    """Return whole days from the day to today."""
    return (today - _day(value)).days


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """Give the numbers to show beside a page; «…» stands for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.filter
def state_look(state: str) -> Look:
    """Give the class, icon and word of a state."""
    return STATES[state]


@register.filter
def severity_look(severity: str) -> Look:
    """Give the class, icon and word of a severity."""
    return SEVERITIES[severity]


@register.filter
def next_day(value: date) -> date:
    """Return the day after: the first day of a delay."""
    return value + timedelta(days=1)


@register.filter
def size(count: int) -> str:
    """Print a number of bytes: «14 КБ», «3,2 МБ»."""
    if count < 2**20:
        return f"{max(1, round(count / 2**10))}{words.NBSP}КБ"
    return f"{count / 2**20:.1f}{words.NBSP}МБ".replace(".", ",")


@register.filter
def minutes(seconds: float) -> int:
    """Return whole minutes."""
    return round(seconds / 60)


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of bootstrap-icons. The build finds names written as «icon "bell"».

    Pages have up to a hundred, of which few differ: each is drawn once.
    """
    return format_html(
        '<svg class="bi{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def fraction(n: int, of: int, *, late: object = False, none: str = "") -> SafeString:
    """Draw done of owed, as ``web/components/fraction.html``: tables have it in each row."""
    if not of:
        return format_html('<span class="o-absent">{}</span>', none or "срок ещё не наступил")
    return format_html(
        '<span class="o-frac"><span><b>{}</b> из {}</span><progress class="o-bar{}" value="{}"'
        ' max="{}" aria-label="{} из {}"></progress></span>',
        number(n), number(of), " o-bar--late" if late else "", n, of, n, of,
    )  # fmt: skip


@register.simple_tag
def days_late(days: int, word: str = "") -> SafeString:
    """Say how late a thing is, as ``web/components/late.html``."""
    return format_html(
        '<span class="o-due is-late">{}{}{}</span>',
        icon("exclamation-circle-fill"), f"{word} " if word else "",
        plural(days, "день,дня,дней"),
    )  # fmt: skip


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Draw a form field with its label, help and errors, joined for screen readers."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect):  # boxes to tick are its subclass
        widget.attrs["class"] = "form-check-input"
        return {"field": bound, "kind": "choices"}
    kind = getattr(widget, "input_type", "text")
    css = {"checkbox": "form-check-input", "select": "form-select"}
    attrs: dict[str, str | bool] = {
        "class": css.get(kind, "form-control"),
        "placeholder": False,  # the label says it, and stays when something is written
    }
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {"field": bound, "kind": kind, "control": bound.as_widget(attrs=attrs)}


@register.simple_block_tag
def section(
    content: str, title: str, name: str, count: int | None = None, note: str = ""
) -> str:
    """Wrap a part of a page: ``{% section title="Скоро" name="soon" %}…{% endsection %}``."""
    return render_to_string(
        "web/components/section.html",
        {"content": content, "title": title, "name": name, "count": count, "note": note},
    )


@register.simple_block_tag
def callout(content: str, css: str = "is-work", role: str = "note") -> str:
    """Wrap words that must be seen: ``{% callout css="is-late" %}…{% endcallout %}``."""
    return format_html(
        '<div class="o-callout {}" role="{}">{}</div>', css, role, SafeString(content)
    )


@register.simple_block_tag
def drawn(content: str) -> str:
    """Draw once what is printed twice: ``{% drawn as menu %}…{% enddrawn %}{{ menu }}``."""
    return content


@register.simple_block_tag
def crumbs(content: str) -> str:
    """Wrap the links that lead to this page."""
    return format_html('<nav class="o-crumbs" aria-label="Путь">{}</nav>', SafeString(content))


@register.inclusion_tag("web/components/chart.html")
def chart(spec: Chart, name: str) -> dict[str, object]:
    """Draw a chart, wide and for a phone, with its legend and its table.

    ``name`` becomes the id of the figure.
    """
    return {
        "spec": spec,
        "drawing": SafeString(draw(spec)),
        "narrow": SafeString(draw(narrow(spec))),
        "name": name,
    }


@register.inclusion_tag("web/components/table.html")
def data_table(table: Table) -> dict[str, object]:
    """Show a table of ``reports.tables`` as it is exported."""
    rows = [[shown(cell) for cell in row] for row in table.rows]
    labelled = [list(zip(table.columns, row, strict=True)) for row in rows]
    return {"table": table, "rows": labelled}


@register.inclusion_tag("web/components/outputs.html", takes_context=True)
def outputs(context: Context, kinds: str = "xlsx,csv,docx") -> dict[str, object]:
    """Offer the table of this page as files: the same address with ``as``."""
    query = context["request"].GET.copy()
    links = []
    for kind in kinds.split(","):
        query["as"] = kind
        links.append((kind, f"?{query.urlencode()}"))
    return {"links": links}
