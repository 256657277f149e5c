"""Pages of the docs whose ``console`` blocks are run: compare them, or write what is printed.

``python tools/refresh_tutorial.py`` runs each page of ``PAGES`` in a new folder and writes its
outputs anew; ``tests/test_tutorial.py`` runs them and compares. In an output a line ``…`` means
any lines and ``…`` within a line any text; both survive the rewriting.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = (DOCS / "tutorials" / "first-list.md",)

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FINGERPRINT = re.compile(r"\b[0-9a-f]{12,64}\b")
_CUT = "…"
_LIMIT_S = 60


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a page and the output that stands beneath it."""

    command: str
    printed: str

    def agrees(self, output: str) -> bool:
        """Say whether the output is the printed one, cuts aside."""
        lines = self.printed.splitlines(keepends=True)
        pattern = "".join(
            "(?:.*\n)*" if line.strip() == _CUT else ".*".join(map(re.escape, line.split(_CUT)))
            for line in lines
        )
        return re.fullmatch(pattern, output) is not None

    def renewed(self, output: str) -> str:
        """Return the output as the page shows it: with the cuts of the old one."""
        old, new = self.printed.splitlines(), output.splitlines()
        if _CUT in old:
            head, tail = old.index(_CUT), len(old) - old.index(_CUT) - 1
            if len(new) > head + tail:
                new = [*new[:head], _CUT, *new[len(new) - tail :]]
        if len(old) == len(new):
            new = [_kept(before, now) for before, now in zip(old, new, strict=True)]
        return "".join(f"{line}\n" for line in new)


def steps(block: str) -> Iterator[Step]:
    """Yield the commands of a block, each a line that begins with ``$``."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        while command.endswith("\\"):
            more, _, printed = printed.partition("\n")
            command = f"{command}\n{more}"
        yield Step(command, printed)


def page_steps(page: Path) -> list[Step]:
    """Return every command of a page in order."""
    blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [step for block in blocks for step in steps(block)]


def run(command: str, folder: Path) -> str:
    """Run a command as a reader of the page would, and return all that it prints."""
    here = str(Path(sys.executable).parent)
    surroundings = os.environ | {
        "PATH": os.pathsep.join((here, os.environ["PATH"])),
        "COLUMNS": "110",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=_LIMIT_S,
        check=False,
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def refreshed(text: str, folder: Path) -> str:
    """Return a page with the outputs of today; fingerprints in later commands follow them."""
    renamed: dict[str, str] = {}

    def block(found: re.Match[str]) -> str:
        return f"```console\n{''.join(map(step, steps(found[1])))}```"

    def step(one: Step) -> str:
        command = _FINGERPRINT.sub(lambda old: renamed.get(old[0], old[0]), one.command)
        shown = one.renewed(run(command, folder))
        renamed.update(_renamed(one.printed, shown))
        return f"$ {command}\n{shown}"

    return _BLOCK.sub(block, text)


def _kept(before: str, now: str) -> str:
    pattern = ".*".join(map(re.escape, before.split(_CUT)))
    return before if re.fullmatch(pattern, now) else now


def _renamed(before: str, now: str) -> Iterator[tuple[str, str]]:
    pairs = zip(_FINGERPRINT.findall(before), _FINGERPRINT.findall(now), strict=False)
    for old, new in pairs:
        yield from ((old[:length], new[:length]) for length in (12, len(old)))


def main() -> None:
    """Rewrite the outputs of every page."""
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            text = refreshed(page.read_text(encoding="utf-8"), Path(folder))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
