"""Every table of field history."""

from typing import Any

from django.apps import apps


def historical_models() -> list[Any]:
    """The models whose rows are field history."""
    return [
        model
        for model in apps.get_models()
        if hasattr(model, "tracked_fields") or model.__name__.startswith("Historical")
    ]
