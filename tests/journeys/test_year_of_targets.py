"""The year's split of targets: handed in, refused while it does not add up, returned, agreed."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories as make
from tests.journeys.conftest import decide, task_address
from workflows.skp.models import Indicator
from workflows.targets.models import TargetPlan
from workflows.targets.queries import targets_of

pytestmark = pytest.mark.django_db


def test_a_split_is_handed_in_returned_and_agreed(office, as_, today):
    today(date(2026, 1, 15))
    skp = make.set_skp(office)
    quantity = Indicator.objects.get(result__skp=skp, measure="QUANTITY").pk
    staff, section = as_(office.staff), as_(office.section)

    staff.open("/targets/")
    staff.open(f"/targets/skp/{skp.pk}/").press("Bagi rata")
    assert [staff.value(f"split-{quantity}-m{month}") for month in (1, 12)] == ["30", "30"]
    staff.press("Ajukan target", {f"split-{quantity}-m5": "25"}, expect=422)
    staff.sees("355", "360")
    assert staff.value(f"split-{quantity}-m5") == "25"
    staff.press("Ajukan target", {f"split-{quantity}-m6": "35"}).sees("Menunggu Jaya Ramadan")

    reason = "Juni masa penilaian: pindahkan ke Agustus."
    decide(section, task_address("targets", office.staff), "return", return_reason=reason)
    staff.open("/").sees(reason)
    staff.open(task_address("targets", office.staff)).sees(reason)
    staff.press("Ajukan kembali", {f"split-{quantity}-m6": "30", f"split-{quantity}-m8": "35"})
    decide(section, task_address("targets", office.staff), "approve")

    assert TargetPlan.objects.get().status == TargetPlan.Status.SET
    agreed = targets_of(skp)
    assert [agreed[quantity, month] for month in (5, 6, 8)] == [Decimal(25), Decimal(30), Decimal(35)]
    staff.open("/targets/").sees("Jumlah usulan mutasi yang diproses")
