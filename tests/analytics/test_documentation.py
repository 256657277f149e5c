"""What every public function of the analytics says of itself, and that its example is true."""

import ast
import doctest
import importlib
import inspect
import itertools
import pkgutil
import textwrap
import types

import pytest

from opora import analytics

MODULES = [
    importlib.import_module(f"{analytics.__name__}.{found.name}")
    for found in pkgutil.iter_modules(analytics.__path__)
]
FUNCTIONS = [
    function
    for module in MODULES
    for name, function in vars(module).items()
    if inspect.isroutine(function)
    and not name.startswith("_")
    and getattr(function, "__module__", "") == module.__name__
]
# What these answer follows from the reviewed rule itself, or is a conversion: no paper says it.
WITHOUT_SOURCE = {"arrays", "counts", "exclusions", "official", "predicates", "ranking"}


CHECKS = ("opora.analytics.arrays", "opora.analytics.counts")


def _named(function):
    return f"{function.__module__.removeprefix('opora.analytics.')}.{function.__name__}"


def _sections(function):
    lines = [line.strip() for line in inspect.getdoc(function).splitlines()]
    pairs = itertools.pairwise(lines)
    return {line for line, under in pairs if line and under == "-" * len(line)}


def _raises(function, seen=()):
    """Whether a function raises by itself, in its module or in a check of its arguments."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    if any(isinstance(node, ast.Raise) for node in ast.walk(tree)):
        return True
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = {one.id for one in called if isinstance(one, ast.Name)}
    ours = [function.__globals__.get(name) for name in names]
    return any(
        _raises(one, (*seen, function))
        for one in ours
        if isinstance(one, types.FunctionType)
        and one.__module__ in (function.__module__, *CHECKS)
        and one not in (*seen, function)
    )


def _wanted(function):
    signature = inspect.signature(function)
    yield "Examples"
    if signature.parameters:
        yield "Parameters"
    if signature.return_annotation not in (None, "None"):
        yield "Returns"
    if _raises(inspect.unwrap(function)):
        yield "Raises"
    if function.__module__.rpartition(".")[2] not in WITHOUT_SOURCE:
        yield "References"


@pytest.mark.parametrize("function", FUNCTIONS, ids=_named)
def test_a_public_function_tells_shapes_errors_source_and_an_example(function):
    missing = set(_wanted(function)) - _sections(function)
    assert not missing, f"{_named(function)} lacks {sorted(missing)}"


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.__name__)
def test_examples_are_true(module):
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_there_are_functions_to_look_at():
    assert len(FUNCTIONS) > 60
    assert not _raises(_named)
