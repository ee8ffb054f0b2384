"""How commands end: 0 done, 1 found wrong, 2 bad input with one clear line."""

import sys
from typing import NoReturn

FOUND_WRONG = 1
BAD_INPUT = 2


def bad_input(message: str) -> NoReturn:
    """One line on standard error, exit 2."""
    sys.stderr.write(message.rstrip() + "\n")
    raise SystemExit(BAD_INPUT)


def found_wrong(message: str) -> NoReturn:
    """One line on standard error, exit 1."""
    sys.stderr.write(message.rstrip() + "\n")
    raise SystemExit(FOUND_WRONG)
