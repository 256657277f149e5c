"""Print the health of our own code: sizes, types, docstrings, tests (see docs/explanation)."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(folder: str) -> list[Path]:
    """Return our Python files below a folder, migrations left out."""
    return [p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts]


def room(path: Path) -> str:
    """Name the room of a file: the folder below ``opora`` (an app of the domain by itself)."""
    parts = path.relative_to(ROOT / "src" / "opora").parts
    depth = 2 if parts[0] == "domain" and len(parts) > 2 else 1  # noqa: PLR2004
    return "/".join(parts[:depth]) if len(parts) > 1 else "."


def functions(tree: ast.AST) -> list[Function]:
    """Return every function of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def body_lines(node: Function) -> int:
    """Count the lines of a body without its docstring."""
    has_docstring = ast.get_docstring(node) is not None and len(node.body) > 1
    body = node.body[1:] if has_docstring else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def typed(node: Function) -> bool:
    """Whether the result and every argument but self and cls are annotated."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    named = [arg for arg in arguments if arg.arg not in ("self", "cls")]
    return node.returns is not None and all(arg.annotation for arg in named)


def row(name: str, files: list[Path]) -> list[str]:
    """One row of the table: a room and its figures."""
    lines = [path.read_text("utf-8").count("\n") for path in files]
    found = [node for p in files for node in functions(ast.parse(p.read_text("utf-8")))]
    bodies = sorted(body_lines(node) for node in found) or [0]
    public = [node for node in found if not node.name.startswith("_")]
    documented = sum(ast.get_docstring(node) is not None for node in public)
    p90 = quantiles(bodies, n=10)[-1] if len(bodies) > 1 else bodies[0]
    return [
        name, str(len(files)), str(sum(lines)), f"{median(lines):.0f}", str(max(lines)),
        f"{median(bodies):.0f}", f"{p90:.0f}", str(bodies[-1]),
        f"{sum(map(typed, found))}/{len(found)}", f"{documented}/{len(public)}",
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    rooms: dict[str, list[Path]] = defaultdict(list)
    for path in sources("src/opora"):
        rooms[room(path)].append(path)
    table = Table(title="Опора: our own code")
    for title in ("room", "files", "lines", "file median", "file max", "body median",
                  "body p90", "body max", "typed", "docstrings"):  # fmt: skip
        table.add_column(title, justify="left" if title == "room" else "right")
    for name, files in sorted(rooms.items()):
        table.add_row(*row(name, files))
    everything = sources("src/opora")
    table.add_row(*row("all", everything), style="bold")
    tests = sources("tests")
    table.add_row(*row("tests", tests))
    console = Console(width=120)
    console.print(table)
    code = sum(p.read_text("utf-8").count("\n") for p in everything)
    test = sum(p.read_text("utf-8").count("\n") for p in tests)
    console.print(f"lines of tests per line of code: {test / code:.2f}")


if __name__ == "__main__":
    main()
