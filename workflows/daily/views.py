"""Pages of the daily report."""

from django.views import View


class VerifyReport(View):
    """Placeholder."""


class CorrectReport(View):
    """Placeholder."""
