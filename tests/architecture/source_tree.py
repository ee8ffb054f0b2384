"""Our own Python files, read and parsed, for the tests that look at code instead of running it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("config", "backoffice", "workflows")


def python_files(*packages: str) -> list[Path]:
    """Every .py file of these packages (by default, of the whole product), migrations left out."""
    found = (path for package in packages or OURS for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def short(path: Path) -> str:
    """The path from the top of the repository, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def nodes_with_scope(tree: ast.AST, scope: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Every node with the dotted name of the functions and classes around it ("" at the top of a module)."""
    for node in ast.iter_child_nodes(tree):
        yield node, scope
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from nodes_with_scope(node, f"{scope}.{node.name}".lstrip(".") if named else scope)
