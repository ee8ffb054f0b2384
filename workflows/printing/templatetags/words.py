"""Filters for dates, times, numbers, money and address: `{% load words %}`."""

from django import template

from workflows.organization.capacities import acting_as, capacity_words
from workflows.printing import words

register = template.Library()

for _written in (
    words.short_date,
    words.long_date,
    words.day_name,
    words.day_date,
    words.day_short_date,
    words.month_name,
    words.month_year,
    words.clock,
    words.moment,
    words.number,
    words.percent,
    words.plain_rupiah,
    words.rupiah,
    words.duration,
    words.listed,
    words.salutation,
    words.reader,
    words.first_name,
    words.greeting,
):
    register.filter(_written.__name__, _written)
register.filter("capacity_words", capacity_words)
register.filter("acting_as", acting_as)  # {{ decision.capacity|acting_as:decision.principal_post }}
