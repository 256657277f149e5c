"""A roadmap as PDF on A4: heading, the table with its execution, the signature."""

from __future__ import annotations

import json
from datetime import date, datetime
from importlib.resources import files

import typst

from opora.domain.roadmaps.models import Edition
from opora.reports.plan_table import SectionLine, plan_table

WIDE_FROM = 5
SHARES = {"number": 0.5, "measure": 2.4, "deadline": 1.1, "responsible": 1.3}
OTHER_SHARE, EXECUTION_SHARE = 1.5, 1.3


def roadmap_pdf(edition: Edition, *, on: date, at: datetime) -> bytes:
    """Return the file. Texts travel as data, never as markup, so nothing printed can be code.

    Parameters
    ----------
    edition : Edition
        What to print.
    on : date
        Today, for what is late.
    at : datetime
        When the sheet was printed; stands in its foot.
    """
    table = plan_table(edition, on=on, execution=True)
    shares = [SHARES.get(role, OTHER_SHARE) for role in table.roles]
    data = {
        "title": edition.title,
        "owner": edition.roadmap.owner.name,
        "act": str(edition.act or ""),
        "edition": edition.number,
        "state": edition.get_status_display(),
        "printed": f"{at:%d.%m.%Y %H:%M}",
        "signatory": {
            "post": edition.act.signatory_post if edition.act else "",
            "name": edition.act.signatory_name if edition.act else "",
        },
        "wide": len(table.headers) >= WIDE_FROM,
        "shares": [*shares, EXECUTION_SHARE],
        "headers": table.headers,
        "lines": [
            {"section": line.text} if isinstance(line, SectionLine) else {"cells": line.cells}
            for line in table.lines
        ],
    }
    template = (files("opora.reports") / "roadmap.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs={"data": json.dumps(data)}))
