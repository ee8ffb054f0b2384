"""Histories drawn at random: two plans are edited in whatever order, beside a plain replay in memory."""

from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import strategies as st
from simple_history.utils import bulk_create_with_history

from tests import factories as make
from workflows.audit.as_of import as_it_stands, subject_of
from workflows.organization.models import Tenure
from workflows.organization.models.history import (
    create_with_history,
    save_changed,
    save_changed_together,
    stamp,
)
from workflows.organization.periods import year_of
from workflows.skp.models import BehaviourExpectation, Indicator, Skp, WorkResult

BEGAN = make.at(date(2026, 1, 5), 8)
SKP = subject_of("skp")
WORDS = ("Terprosesnya usulan", "Tersusunnya laporan", "Terlaksananya mutasi")
VALUES = ("PELAYANAN", "AKUNTABEL", "LOYAL")


class World:
    """Two plans that are edited in whatever order, and beside them in memory what each step made of them."""

    def __init__(self):
        unit = make.unit()
        person = make.employee("Ghaliyati", make.position("Pengelola Mutasi", unit))
        period = year_of(date(2026, 1, 1))
        posts = (Tenure.objects.get(employee=person).position, make.position("Analis", unit))
        self.now, self.serial = BEGAN, count(1)
        self.skps = [Skp(employee=person, position=post, period=period, rule_set="x") for post in posts]
        for skp in self.skps:
            stamp(skp, reason="draft", at=self.now)
            skp.save()
        self.memory = {skp.pk: {"rule_set": "x", "results": {}, "expectations": {}} for skp in self.skps}
        self.kept: list[tuple[datetime, dict, dict]] = []
        self.keep()

    def keep(self):
        """What stands now: as remembered, and as the tables have it."""
        live = {skp.pk: as_it_stands(SKP, skp.pk).as_dict() for skp in self.skps}
        self.kept.append((self.now, deepcopy(self.memory), live))

    def results(self):
        return [(skp, key) for skp, whole in self.memory.items() for key in whole["results"]]

    def indicators(self):
        return [
            (skp, result, key) for skp, result in self.results() for key in self.memory[skp]["results"][result]["parts"]
        ]

    def create(self, row, way):
        """Insert a row by one of the ways in which rows come to be."""
        if way == 0:
            stamp(row, reason="add", at=self.now)
            row.save(force_insert=True)
        elif way == 1:
            create_with_history([row], reason="add", at=self.now)
        else:
            (made,) = bulk_create_with_history([row], type(row), default_change_reason="add", default_date=self.now)
            return made.pk
        return row.pk

    def delete(self, row):
        stamp(row, reason="remove", at=self.now)
        row.delete()

    # ---- the steps: `which` chooses among what is there, `what` a new value, `way` how it is done ----
    def edit_plan(self, which, what, way):
        skp = Skp.objects.get(pk=self.skps[which % 2].pk)
        save_changed(skp, reason="edit", at=self.now, rule_set=f"set-{what % 3}")
        self.memory[skp.pk]["rule_set"] = f"set-{what % 3}"

    def add_result(self, which, what, way):
        skp = self.skps[which % 2]
        row = WorkResult(skp=skp, number=next(self.serial), kind="MAIN", text=WORDS[what % 3])
        key = self.create(row, way % 3)
        self.memory[skp.pk]["results"][key] = {"text": WORDS[what % 3], "parts": {}}

    def edit_result(self, which, what, way):
        skp, key = self.results()[which % len(self.results())]
        row, text = WorkResult.objects.get(pk=key), WORDS[what % 3]
        if way % 2:
            save_changed(row, reason="edit", at=self.now, text=text)
        else:
            save_changed_together([row], reason="edit", at=self.now, text=text)
        self.memory[skp]["results"][key]["text"] = text

    def move_result(self, which, what, way):
        """To the other plan, with its indicators."""
        skp, key = self.results()[which % len(self.results())]
        (other,) = self.memory.keys() - {skp}
        save_changed(WorkResult.objects.get(pk=key), reason="move", at=self.now, skp_id=other)
        self.memory[other]["results"][key] = self.memory[skp]["results"].pop(key)

    def remove_result(self, which, what, way):
        """With its indicators: each by itself, or by the cascade, whose history bears the wall's time."""
        skp, key = self.results()[which % len(self.results())]
        row = WorkResult.objects.get(pk=key)
        for indicator in row.indicators.all() if way % 2 else ():
            self.delete(indicator)
        self.delete(row)
        del self.memory[skp]["results"][key]

    def add_indicator(self, which, what, way):
        skp, result = self.results()[which % len(self.results())]
        target = Decimal(what).quantize(Decimal("0.01"))
        row = Indicator(
            result_id=result, number=next(self.serial), text="Jumlah", aspect="QUANTITY", measure="QUANTITY",
            target=target, unit="usulan",
        )  # fmt: skip
        self.memory[skp]["results"][result]["parts"][self.create(row, way % 3)] = str(target)

    def edit_indicator(self, which, what, way):
        skp, result, key = self.indicators()[which % len(self.indicators())]
        target = Decimal(what).quantize(Decimal("0.01")) / 4
        save_changed(Indicator.objects.get(pk=key), reason="edit", at=self.now, target=target)
        self.memory[skp]["results"][result]["parts"][key] = str(target.quantize(Decimal("0.01")))

    def move_indicator(self, which, what, way):
        """To any result, of either plan."""
        skp, result, key = self.indicators()[which % len(self.indicators())]
        to_skp, to = self.results()[what % len(self.results())]
        save_changed(Indicator.objects.get(pk=key), reason="move", at=self.now, result_id=to, number=next(self.serial))
        kept = self.memory[skp]["results"][result]["parts"].pop(key)
        self.memory[to_skp]["results"][to]["parts"][key] = kept

    def remove_indicator(self, which, what, way):
        skp, result, key = self.indicators()[which % len(self.indicators())]
        self.delete(Indicator.objects.get(pk=key))
        del self.memory[skp]["results"][result]["parts"][key]

    def expect(self, which, what, way):
        """An expectation is written, changed, or written once more after it went."""
        skp, value = self.skps[which % 2], VALUES[what % 3]
        row = BehaviourExpectation.objects.filter(skp=skp, value=value).first()
        text = WORDS[way % 3]
        if row is None:
            self.create(BehaviourExpectation(skp=skp, value=value, text=text), way % 3)
        else:
            save_changed(row, reason="edit", at=self.now, text=text)
        self.memory[skp.pk]["expectations"][value] = text

    def expect_no_more(self, which, what, way):
        skp, value = self.skps[which % 2], VALUES[what % 3]
        for row in BehaviourExpectation.objects.filter(skp=skp, value=value):
            self.delete(row)
        self.memory[skp.pk]["expectations"].pop(value, None)

    def take(self, name, passed, which, what, way):
        """A step so many minutes later; what finds nothing to work on is left out."""
        self.now += timedelta(minutes=passed)
        if name.endswith("_result") and name != "add_result" and not self.results():
            return
        if name == "add_indicator" and not self.results():
            return
        if name.endswith("_indicator") and name != "add_indicator" and not self.indicators():
            return
        getattr(self, name)(which, what, way)
        self.keep()


NAMES = [
    "edit_plan", "add_result", "edit_result", "move_result", "remove_result", "add_indicator", "edit_indicator",
    "move_indicator", "remove_indicator", "expect", "expect_no_more",
]  # fmt: skip
NUMBERS = st.integers(0, 11)
# Twice as much comes as goes, else most histories are of nothing; no minute passed: two acts at one instant.
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*NAMES, "add_result", "add_indicator", "expect"]), st.integers(0, 2), NUMBERS, NUMBERS, NUMBERS
    ),
    max_size=25,
)


def remembered(row):
    """What stood, in the words of the memory."""
    return {
        "rule_set": row.values["rule_set"],
        "results": {
            result.key: {
                "text": result.values["text"],
                "parts": {each.key: each.values["target"] for each in result.parts["indicators"]},
            }
            for result in row.parts["results"]
        },
        "expectations": {each.values["value"]: each.values["text"] for each in row.parts["expectations"]},
    }
