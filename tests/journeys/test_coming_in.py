"""An employee comes in for the first time: a one-time code from HR's back-office, and a password of their own."""

import pytest

from tests import factories as make
from tests.journeys.visitor import Visitor
from workflows.audit.models import Decision
from workflows.organization.models import User

pytestmark = pytest.mark.django_db
CHOSEN = "tiga kata biasa"


def test_a_code_from_hr_is_worth_one_password(office):
    person = office.staff
    User.objects.get(pk=person.user_id).set_unusable_password()
    hr = Visitor(make.with_role("HR_ADMIN"))
    hr.open("/admin/").open(f"/admin/organization/employee/?q={person.nip}").sees(person.nip)
    hr.open(f"/admin/organization/employee/{person.pk}/change/").follow("kode sekali pakai")
    hr.press("Terbitkan kode sekali pakai").sees(person.nip)
    code = hr.page.select_one("td.font-mono").get_text(strip=True)

    newcomer = Visitor().open("/")
    assert newcomer.address.startswith("/accounts/login/")
    newcomer.follow("Masuk dengan kode sekali pakai")
    twice = {"new_password1": CHOSEN, "new_password2": "lain sama sekali"}
    newcomer.press("Simpan kata sandi dan masuk", {"nip": person.nip, "code": code, **twice})
    assert newcomer.value("nip") == person.nip
    newcomer.press(
        "Simpan kata sandi dan masuk",
        {"nip": person.nip, "code": code, "new_password1": CHOSEN, "new_password2": CHOSEN},
    )
    newcomer.sees("Ghaliyati Wahyuni")
    assert newcomer.address == "/"

    again = Visitor().open("/accounts/login/").press("Masuk", username=person.nip, password=CHOSEN)
    again.sees("Ghaliyati Wahyuni")
    used = Visitor().open("/accounts/one-time-code/")
    used.press(
        "Simpan kata sandi dan masuk",
        {"nip": person.nip, "code": code, "new_password1": "kata lain lagi", "new_password2": "kata lain lagi"},
    ).sees("tidak cocok")
    assert User.objects.get(pk=person.user_id).check_password(CHOSEN)
    (issued,) = Decision.objects.filter(particulars__person_nip=person.nip)
    assert (issued.verb, issued.actor_name, issued.channel) == ("OPEN", "Ratna HR", "BACKOFFICE")
