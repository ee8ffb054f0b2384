"""Filters for the pages of assessments."""

from django import template

from workflows.assessment.period_words import name_of, period_name, short_name_of

register = template.Library()
register.filter("period_name", period_name)
register.filter("name_of", name_of)  # of a period
register.filter("short_name_of", short_name_of)
