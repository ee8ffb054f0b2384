"""Registers the app whose template tags write dates, numbers, pictures and form rows."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    """No models, no start-up work: the app exists for its template tags and for PDF."""

    name = "workflows.printing"
    label = "printing"
    verbose_name = "Printing"
