"""A cell of the matrix: thousands stand on a page, so it is put together without a template.

Load with ``{% load indicators %}``.
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from opora.web.indicators.shown import ShownCell
from opora.web.templatetags.opora import icon

register = template.Library()

_CLASSES = {"none": " o-absent o-absent--none", "hidden": " o-absent", "na": " o-absent"}


@register.filter
def matrix_cell(one: ShownCell, base: str) -> SafeString:
    """Draw a cell; ``base`` is the address to which the name of the cell is added."""
    if one.kind == "na":
        return format_html(
            '<td class="o-cell o-absent"><span title="Неприменимо">{}</span></td>', "—"
        )
    css = _CLASSES.get(one.kind, "")
    css += " is-below" * one.below + " is-picked" * one.picked
    return format_html(
        '<td class="o-cell{}"><a href="{}cell={}#cell"{}>{}</a></td>',
        css, base, one.at, SafeString(' aria-current="true"' if one.picked else ""), _said(one),
    )  # fmt: skip


def _said(one: ShownCell) -> SafeString:
    if one.kind == "none":
        return SafeString("нет данных")
    if one.kind == "hidden":
        return format_html("{}скрыто", icon("eye-slash"))
    if one.below:
        drawn = icon("caret-down-fill")
        said = '{}<span class="visually-hidden">ниже цели: </span><b>{}</b>{}'
        return format_html(said, drawn, one.bold, one.rest)
    return format_html("<b>{}</b>{}", one.bold, one.rest)
