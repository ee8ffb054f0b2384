"""Pages of a list without counting a whole table: millions of reports must not make a list slow."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

COUNT_UP_TO = 10_000


class BoundedPaginator(Paginator):
    """Counts no further than `COUNT_UP_TO` + 1; what lies behind is found by search and filters, not by leafing."""

    template_name = "backoffice/pagination.html"

    @cached_property
    def count(self) -> int:
        """How many rows, at most `COUNT_UP_TO` + 1."""
        return bounded_count(self.object_list, COUNT_UP_TO)

    @property
    def is_cut(self) -> bool:
        """Whether there is more than was counted."""
        return self.count > COUNT_UP_TO

    @property
    def most(self) -> int:
        """The number up to which rows are counted."""
        return COUNT_UP_TO


def bounded_count(rows, up_to: int) -> int:
    """How many rows, counted no further than `up_to` + 1; the database stops there."""
    return rows.order_by()[: up_to + 1].count()
