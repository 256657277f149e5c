"""Run every benchmark, one after the other, each in a process of its own.

``python benchmarks/run.py [--only lists,models] [--millions 10,30,100]``
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALL = ("reading", "pages", "results_pages", "registers", "lists", "protocol", "models")


def main() -> None:
    """Run what is asked for."""
    parser = ArgumentParser()
    parser.add_argument("--only", default=",".join(ALL), help="some of them, by comma")
    parser.add_argument("--millions", default="10,30,100", help="sizes of lists, by comma")
    asked = parser.parse_args()
    for name in asked.only.split(","):
        words = ["--millions", asked.millions] if name == "lists" else []
        command = [sys.executable, "-m", f"benchmarks.{name}", *words]
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
