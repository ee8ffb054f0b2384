"""A plan known since 5 January, and what may be changed of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import time_machine

from tests import factories as make
from workflows.skp.entries import entries_of


def drafted(office):
    """The person's plan and their superior's, written down on 5 January."""
    with time_machine.travel(make.at(date(2026, 1, 5), 9), tick=False):
        above = make.plan_above(office, "section").results.get()
        return make.draft_skp(office.staff, office.posts["staff"], carries_on=above)


def edited(skp, which):
    """The plan as it is, with something else: a word, a target, a further measure, one less."""
    results = list(entries_of(skp))
    first = results[0]
    measures = list(first.indicators)
    if which % 4 == 0:
        results[0] = replace(first, text=f"Terprosesnya usulan ke-{which}")
    elif which % 4 == 1:
        results[0] = replace(first, indicators=(replace(measures[0], target=Decimal(which + 100)), *measures[1:]))
    elif which % 4 == 2:
        further = replace(measures[0], key=None, text=f"Jumlah berkas {which}", follows_id=None)
        results[0] = replace(first, indicators=(*measures, further))
    elif len(measures) > 1:
        results[0] = replace(first, indicators=tuple(measures[:-1]))
    return results
