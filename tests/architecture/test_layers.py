"""Imports go one way (the contracts are in pyproject.toml), and rules know nothing but Python."""

import ast
import subprocess
import sys

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source_tree import ROOT, parsed, python_files, short


def test_imports_go_one_way(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_rules_import_the_standard_library_only():
    foreign = [
        f"{short(path)}:{node.lineno} imports {name}"
        for path in python_files("workflows/rules")
        for node in ast.walk(parsed(path))
        for name in imported_names(node)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("workflows.rules")
    ]

    assert foreign == []


def test_rules_are_imported_without_django():
    """Also not through the package above them."""
    program = "import sys, workflows.rules; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def imported_names(node: ast.AST) -> list[str]:
    """The absolute modules that an import statement names; a relative import stays inside its package."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []
