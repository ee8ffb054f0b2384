"""Which units are meant by a unit with what is below it."""

from collections import defaultdict

from workflows.organization.models import Unit


def units_below(unit: Unit) -> list[int]:
    """The unit and all below it today, by key. One query."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for key, parent in Unit.objects.order_by("code").values_list("pk", "parent_id"):
        below[parent].append(key)
    found = [unit.pk]
    for key in found:
        found += below[key]
    return found
