"""Wherever HR demands a reason, there is a place to give it: on the page, or on the one that comes in between.

Rules demand a reason of everybody for everything that they may be about. Then every form that people have before them
is sent without one, and where that is refused, the reason is given where the answer asks for it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.journeys.everywhere import ENDS_THE_VISIT, addresses
from tests.journeys.filled_forms import Filled, forms_at
from tests.journeys.lookers import entered
from tests.journeys.test_auditor_on_others_pages import NO_PAGE, theirs
from tests.journeys.visitor import Visitor
from workflows.organization import asked_reasons
from workflows.organization.asked_reasons import MAY_BE_ASKED
from workflows.organization.models import Employee, ReasonRule

# Lists and what every list has: adding a row there asks in the form (tests/backoffice/test_reason_rules.py).
LIKE_ALL_OTHERS = re.compile(r"/(add|delete|history(/\w+)?|(process_)?(im|ex)port)/$|^/admin/\w+/\w+/$")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GIVEN = "Sesuai surat edaran."
WORDS_OF_ITS_OWN = ("why", "reason", "change_reason", "note")  # in which a form may have the reason already


@pytest.fixture
def refused(people, monkeypatch) -> list[str]:
    """A rule about everything, and what was refused for want of a reason."""
    found: list[str] = []
    of_a_refusal = asked_reasons.ReasonMissing.__init__

    def noted(self: Any) -> None:
        found.append("refused")
        of_a_refusal(self)

    monkeypatch.setattr(asked_reasons.ReasonMissing, "__init__", noted)
    for verb in MAY_BE_ASKED:
        ReasonRule.objects.create(verb=verb, start="2026-01-01", note="Surat edaran 12/2026")
    return found


def sent(client: Client, each: Filled) -> Any:
    files = {name: SimpleUploadedFile("bukti.pdf", b"%PDF-1.7 bukti") for name in each.files}
    return client.post(each.address, {**each.values, **files})


def without_reasons(each: Filled) -> Filled:
    return Filled(each.address, {k: v for k, v in each.values.items() if k not in WORDS_OF_ITS_OWN}, each.files)


def answered(page: BeautifulSoup, each: Filled) -> Filled | None:
    """What is sent once the reason is given where the answer asks for it; None where it asks nowhere."""
    field = page.select_one("textarea[name=why], input[name=why]")
    if field is not None:
        form = field.find_parent("form")
        return Filled(str(form.get("action") or each.address), {**Visitor.fields_of(form), "why": GIVEN}, each.files)
    own = [
        str(field["name"]) for field in page.select("[aria-invalid=true][name]") if field["name"] in WORDS_OF_ITS_OWN
    ]
    return replace(each, values={**each.values, **dict.fromkeys(own, GIVEN)}) if own else None


def tried(client: Client, each: Filled, refused: list[str]) -> str:
    """What becomes of a form that is sent without a reason: not refused for it, asked and then not, or a dead end."""
    refused.clear()
    response = sent(client, without_reasons(each))
    if not refused:
        return "not refused"
    again = answered(BeautifulSoup(response.content, "html.parser"), without_reasons(each))
    if again is None:
        return "no place for the reason"
    refused.clear()
    sent(client, again)
    return "asked again" if refused else "asked"


def outcomes(found: Iterable[tuple[Employee, str]], refused: list[str]) -> dict[str, set[str]]:
    """What came of the last button of each page, by outcome; nothing of it stays."""
    browsers: dict[int, Client] = {}
    seen: dict[str, set[str]] = defaultdict(set)
    for person, address in found:
        client = browsers.setdefault(person.pk, entered(person.user))
        client.raise_request_exception = False  # rows that are there for their lists alone break what is done to them
        for each in [] if NO_PAGE.search(address) else forms_at(client, address)[-1:]:
            with transaction.atomic():
                seen[tried(client, each, refused)].add(re.sub(r"\d+", "#", each.address))
                transaction.set_rollback(True)
    return seen


def test_in_the_back_office(people, refused):
    known = [address for address in {*addresses()} - ENDS_THE_VISIT if not LIKE_ALL_OTHERS.search(address)]
    found = outcomes([(people.hr, address) for address in sorted(known)], refused)
    assert "/admin/approvals/approvalchain/#/draft/" in found["asked"]
    assert found.keys() == {"not refused", "asked"}, found


def test_on_peoples_own_pages(people, refused):
    found = outcomes(theirs(people), refused)
    assert {"/inbox/#/", "/inbox/#/tarik/"} <= found["asked"]
    assert found.keys() == {"not refused", "asked"}, found
