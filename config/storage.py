"""Where static files lie in production."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed names; a file that a library's style sheet names but does not ship is not fatal.

    `manifest_strict` alone does not help: it is asked when a page is drawn, not when the files are collected.
    """

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """The name with its hash; the plain name of a file that is not there."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
