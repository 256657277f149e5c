"""The command ``opora``: one group of commands a room, each imported when it is called."""

from __future__ import annotations

import typer

from opora import (
    cli_identify,
    cli_methodology,
    cli_platform,
    cli_reading,
    cli_results,
    cli_store,
    cli_template,
)

app = typer.Typer(
    help="Опора: рабочее место муниципалитета для поддержки школ.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli_reading.register(app)
cli_results.register(app)
cli_store.register(app)
cli_template.register(app)
cli_methodology.register(app)
cli_identify.register(app)
cli_platform.register(app)


@app.callback()
def _opora() -> None:
    """Опора: рабочее место муниципалитета для поддержки школ."""


def main() -> None:
    """Run the command line."""
    app()
