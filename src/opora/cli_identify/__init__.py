"""``opora identify``, ``opora what-if``, ``opora synthesize``: from results to a list."""

from __future__ import annotations

import typer

from opora.cli_identify.commands import identify, synthesize, what_if


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("identify")(identify)
    app.command("what-if")(what_if)
    app.command("synthesize")(synthesize)
