"""Where static files lie in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed names; a file that a library's style sheet names but does not ship is not fatal."""

    manifest_strict = False
