"""The way from a row's page to its timeline: `{% load auditing %}`."""

from typing import Any

from django import template
from django.urls import reverse

from backoffice.auditing.readers import may_audit

register = template.Library()


@register.simple_tag(takes_context=True)
def timeline_of(context: Any, row: Any) -> str:
    """The address of the row's timeline; empty for rows without a history, and for whoever may not look at it."""
    if row is None or not hasattr(row, "history") or not may_audit(context["request"].user):
        return ""
    return reverse("admin:audit_subject", args=[f"{row._meta.label}#{row.pk}"])
