"""Tags for pictures, marks, chains and tables: `{% load pictures %}`; drawn by `workflows.printing.pictures`."""

from django import template
from django.utils.safestring import SafeString

from workflows.printing.pictures import bars, chains, days, marks, months, quadrant, tables

register = template.Library()

for _drawn in (
    marks.tag,
    marks.due_tag,
    bars.bar,
    bars.bar_key,
    days.days_strip,
    days.days_ruler,
    days.days_key,
    quadrant.quadrant,
    quadrant.quadrant_key,
    months.month_chart,
    months.month_chart_key,
    chains.timeline,
    tables.facts,
    tables.cards_table,
):
    register.simple_tag(_drawn)


@register.simple_tag
def chain_stairs(steps: list) -> SafeString:
    """Return the chain as stairs on wide screens."""
    return chains.chain(steps, stairs=True)


@register.simple_tag
def chain(steps: list) -> SafeString:
    """Return the chain as a line, for narrow columns."""
    return chains.chain(steps, stairs=False)


@register.simple_block_tag(end_name="endtable")
def table(content: SafeString) -> SafeString:
    """Add roles, scopes and labels to the plain table between the tags."""
    return tables.with_roles(content)
