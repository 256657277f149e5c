"""Small real files that the demo's schools attach: a certificate, minutes, a list."""

from __future__ import annotations

from io import BytesIO
from random import Random

import typst
from docx import Document

from opora.domain.roadmaps.models import Obligation

KINDS = ("справка", "протокол", "приказ", "отчёт")


def evidence_file(obligation: Obligation, rng: Random) -> tuple[str, bytes]:
    """Return the name and the content of a document about one obligation."""
    kind = _kind(obligation, rng.choice(KINDS))
    number = rng.randint(3, 240)
    lines = [
        obligation.organisation.name,
        f"{kind.upper()} № {number}",
        f"Об исполнении пункта {obligation.measure.number or obligation.measure.order} плана",
        obligation.measure.text,
        f"Срок по плану: {obligation.occurrence.label}.",
        "Мероприятие проведено, материалы находятся в организации.",
    ]
    name = f"{kind.capitalize()} № {number}"
    if rng.random() < 0.6:  # noqa: PLR2004  # most schools scan or print to PDF
        return f"{name}.pdf", _pdf(lines)
    return f"{name}.docx", word_file(lines)


def _kind(obligation: Obligation, chosen: str) -> str:
    """Most attach what the plan promises; some bring a certificate whatever it says."""
    promised = " ".join(map(str, obligation.measure.cells.values())).casefold()
    fitting = [kind for kind in KINDS if kind.removesuffix("а") in promised]
    return chosen if chosen == KINDS[0] or not fitting else fitting[0]


def _pdf(lines: list[str]) -> bytes:
    rows = "\n".join('#par(sys.inputs.at("%d"))' % i for i in range(len(lines)))  # noqa: UP031
    source = f'#set page(paper: "a4")\n#set text(lang: "ru", size: 12pt)\n{rows}'
    inputs = {str(i): line for i, line in enumerate(lines)}
    return bytes(typst.compile(source.encode(), sys_inputs=inputs))


def word_file(lines: list[str]) -> bytes:
    """Return a Word document, a paragraph a line."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
