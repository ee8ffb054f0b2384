"""Filters for the pages of assessments."""

from django import template

from workflows.assessment.period_words import period_name

register = template.Library()
register.filter("period_name", period_name)
