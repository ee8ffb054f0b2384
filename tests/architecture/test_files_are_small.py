"""No file grows until nobody reads it."""

from tests.architecture.source_tree import python_files, short

MOST_LINES = 300


def test_no_file_is_over_300_lines():
    lines = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}

    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
