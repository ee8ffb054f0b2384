"""Compile one gettext catalogue, .po to .mo, without the system's msgfmt: compile.py SOURCE TARGET."""

import sys
from pathlib import Path

import polib


def compile_catalogue(source: Path, target: Path) -> int:
    """Write the translated entries of `source` to `target` in one step; return how many there are.

    :raises OSError: where `source` is no readable catalogue (syntax error with its line).
    """
    catalogue = polib.pofile(str(source))
    # A server that starts meanwhile reads the old file or the new one, never half of it.
    unfinished = target.with_suffix(".mo.new")
    catalogue.save_as_mofile(str(unfinished))
    unfinished.replace(target)
    return len(catalogue.translated_entries())


if __name__ == "__main__":
    count = compile_catalogue(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{sys.argv[2]}: {count} texts")
