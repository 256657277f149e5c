"""``opora identify``, ``what-if``, ``context``, ``synthesize``: from results to a list."""

from __future__ import annotations

import typer

from opora.cli_identify.context_command import context
from opora.cli_identify.identify_command import identify
from opora.cli_identify.synthesize_command import synthesize
from opora.cli_identify.what_if_command import what_if


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("identify")(identify)
    app.command("what-if")(what_if)
    app.command("context")(context)
    app.command("synthesize")(synthesize)
