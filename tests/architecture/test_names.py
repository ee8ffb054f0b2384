"""A file is named for the thing in it, and begins with what it is for."""

import ast

import pytest

from tests.architecture.source_tree import ROOT, parsed, python_files, short

SAY_NOTHING = {"utils", "util", "helpers", "common", "services", "misc", "tools"}


@pytest.mark.parametrize("package", ["config", "backoffice", "workflows", "tests", "benchmarks"])
def test_no_file_is_named_for_nothing(package):
    paths = [path for path in (ROOT / package).rglob("*") if path.suffix == ".py" or path.is_dir()]

    assert [short(path) for path in paths if path.stem in SAY_NOTHING] == []


def test_every_module_says_what_it_is_for():
    silent = [short(path) for path in python_files() if parsed(path).body and ast.get_docstring(parsed(path)) is None]

    assert silent == []
