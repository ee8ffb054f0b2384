"""How a cell of an exported file is kept from running as a formula."""

import re
from typing import Any

RUNS_AS_FORMULA = re.compile(r"^[=+\-@\t\r]")
PLAIN_NUMBER = re.compile(r"[+\-]?[0-9]+(?:[.,][0-9]+)*")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs: an apostrophe before a text that begins like a formula."""
    if isinstance(cell, str) and RUNS_AS_FORMULA.match(cell) and not PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
