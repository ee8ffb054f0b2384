"""Imports stand at the top, so that the layers can be read and checked."""

import ast

from tests.architecture.source_tree import nodes_with_scope, parsed, python_files, short


def test_no_import_stands_inside_a_function():
    hidden = [
        f"{short(path)}:{inner.lineno} in {function.name}"
        for path in python_files()
        for function, _ in nodes_with_scope(parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        # An app's ready() is Django's own place for imports that need the registry of models.
        and not (path.name == "apps.py" and function.name == "ready")
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []
