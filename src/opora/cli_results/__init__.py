"""``opora results``: read files of assessments, check them, put them in a store."""

from opora.cli_results.results_command import REFUSED, register

__all__ = ["REFUSED", "register"]
