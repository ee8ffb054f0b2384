"""As one employee: every link of every page, and every address with others' keys, reaches nothing of another's."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.backoffice.conftest import registered, tables
from tests.journeys import full_office
from tests.journeys.papers import words_on
from tests.journeys.visitor import Visitor
from workflows.assessment.models import Assessment
from workflows.audit.as_of import SUBJECTS
from workflows.daily.models import DailyActivity, DailyReport
from workflows.engine.models import Question, WorkItem
from workflows.organization.models import Delegation, Employee
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan

pytestmark = pytest.mark.django_db
STARTS = ("/", "/inbox/", "/skp/", "/skp/gaps/", "/targets/", "/daily/", "/assessment/", "/results/", "/team/",
          "/accounts/profile/", "/allowance/2026-11/", "/daily/?month=2026-10", "/delegation/",
          "/superior/", "/inbox/berikut/", "/admin/")  # fmt: skip
LONG_AGO = re.compile(r"(month|day)=2026-0|(day)=2026-1[01]-(0[1-9]|1[0-7])|month=20(25|27)")  # more of the same pages
MOST_PAGES = 300
NOT_MINE = ("/admin/", "/team/", "/skp/gaps/")  # the back-office, and what is for whoever leads or checks
# Addresses without a person's key, and those whose key is no person's: nothing to try with other people's keys.
OF_NOBODY = {
    "portal:today", "portal:inbox", "portal:decide_selected", "portal:results", "portal:team", "portal:preferences",
    "skp:mine", "skp:start", "skp:gaps", "targets:mine", "daily:calendar", "daily:write", "assessment:mine",
    "assessment:criteria", "assessment:credit", "feedback:mine", "feedback:opinions",
    "portal:next_task", "portal:delegations", "portal:new_delegation", "portal:superior",
    "allowance:month", "login", "logout", "accounts:one_time_code", "accounts:profile", "set_language",
}  # fmt: skip
BESIDE = ("ask", "reassign", "snooze", "wake", "claim", "give_back", "withdraw")
POSTED = (
    "skp:edit", "skp:change", "skp:detail", "targets:edit", "targets:change", "daily:change", "engine:answer",
    "portal:end_delegation", *(f"engine:{name}" for name in BESIDE),
)  # fmt: skip
GIVEN = {"reason": "Supaya cepat selesai.", "text": "Mengapa begitu?", "until": "2026-11-25"}
# Of rows that not everybody has: each app's own test of privacy opens these with others' keys.
TRIED_WHERE_THEY_ARE_MADE = {
    "objection:detail",
    "objection:behind",
    "objection:evidence",
    "feedback:note",
    "feedback:incident",
    "feedback:evidence",
    "feedback:give_opinion",
    "feedback:opinion_result",
    "engine:document",
}
ONLY_POSTED = {"portal:undo", "portal:undo_selected", "portal:news_read"}  # following a link there does nothing


@pytest.fixture
def me(office):
    full_office.fill(office)
    return office.staff


@pytest.fixture
def others(office, me):
    return list(Employee.objects.exclude(pk__in=[me.pk]).order_by("pk"))


def words_of(answer: Any) -> str:
    """What an answer shows: a page's source, a sheet's words, a file's text."""
    kind = answer.headers.get("Content-Type", "")
    if kind == "application/pdf" and not answer.streaming:
        return words_on(answer)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def kept_apart(words: str, others: list[Employee], where: str, *, may_be_shown: tuple[str, ...] = ()) -> None:
    """Nothing that is marked as another's stands there."""
    for person in others:
        mark = full_office.marker(person, "")
        rest = words
        for what in may_be_shown:
            rest = rest.replace(full_office.marker(person, what), "")
        assert mark not in rest, f"{where} shows {rest[rest.index(mark) : rest.index(mark) + 40]!r} of {person.name}"


def test_every_link_of_every_page_leads_to_nothing_of_anothers(office, me, others):
    visitor = Visitor(me)
    # What the cascade shows of a superior: which result one carries on, and how it is measured.
    superiors = ("hasil", "indikator")
    waiting, seen = list(STARTS), set()
    while waiting:
        address = waiting.pop()
        if address in seen or LONG_AGO.search(address):
            continue
        seen.add(address)
        assert len(seen) <= MOST_PAGES, f"The crawl finds no end: {sorted(seen)[-20:]}"
        answer = visitor.client.get(address, follow=True)
        expected = {403} if address.startswith(NOT_MINE) else {200}
        assert answer.status_code in expected, f"{answer.status_code} at {address}"
        words = words_of(answer)
        above = [office.section]
        kept_apart(words, [person for person in others if person not in above and person != office.other], address)
        kept_apart(words, above, address, may_be_shown=superiors)
        kept_apart(words, [office.other], address, may_be_shown=("hasil",))  # who carries on the same result
        if "text/html" in answer.headers.get("Content-Type", ""):
            waiting += local_links(answer, address)
    assert len(seen) > 25
    assert any(address.endswith(".pdf") for address in seen)


def local_links(answer: Any, address: str) -> list[str]:
    """The page's links that stay here."""
    where = answer.redirect_chain[-1][0] if answer.redirect_chain else address
    page = BeautifulSoup(answer.content, "html.parser")
    links = [urljoin(where, link["href"]) for link in page.select("a[href]")]
    return [urldefrag(link)[0] for link in links if not urlsplit(link).netloc and not urlsplit(link).scheme]


def addresses_of(person: Employee) -> dict[str, list[str]]:
    """Every address that names something of the person, by the pattern's name."""
    reports = DailyReport.objects.filter(employee=person)
    plans = Skp.objects.filter(employee=person)
    assessments = Assessment.objects.filter(employee=person)
    tasks = WorkItem.objects.filter(person=person).exclude(owner=None, principal=None)
    keys: dict[str, list[list[Any]]] = {
        "engine:task": [[key] for key in tasks.values_list("task_id", flat=True)],
        **{f"engine:{name}": [[key] for key in tasks.values_list("task_id", flat=True)] for name in BESIDE},
        "engine:answer": [[found.pk] for found in Question.objects.filter(person=person)],
        "portal:end_delegation": [[given.pk] for given in Delegation.objects.filter(delegator=person)],
        "portal:person": [[person.nip]],
        "skp:detail": [[skp.pk] for skp in plans],
        "skp:edit": [[skp.pk] for skp in plans],
        "skp:change": [[skp.pk] for skp in plans],
        "skp:sheet": [[skp.pk] for skp in plans],
        "skp:versions": [[skp.pk] for skp in plans],
        "targets:detail": [[plan.pk] for plan in TargetPlan.objects.filter(skp__in=plans)],
        "targets:change": [[plan.pk] for plan in TargetPlan.objects.filter(skp__in=plans)],
        "targets:edit": [[skp.pk] for skp in plans],
        "daily:detail": [[report.pk] for report in reports],
        "daily:change": [[report.pk] for report in reports],
        "daily:evidence": [[a.pk] for a in DailyActivity.objects.filter(report__in=reports)],
        "assessment:detail": [[found.pk] for found in assessments],
        "assessment:evidence": [[found.pk] for found in assessments],
        "assessment:credit_of": [[person.nip]],
        "assessment:unit": [[tenure.position.unit_id] for tenure in person.tenures.select_related("position")],
        "assessment:unit_predicate": [
            [tenure.position.unit_id] for tenure in person.tenures.select_related("position")
        ],
        "objection:object_to": [[key] for key in tasks.values_list("task_id", flat=True)],
        "feedback:person": [[person.nip]],
        "feedback:write_note": [[person.nip]],
        "feedback:record_incident": [[person.nip]],
        "assessment:sheet": [[found.pk] for found in assessments],
        "assessment:realisation_sheet": [[found.pk] for found in assessments],
        "allowance:of_person": [["2026-10", person.nip], ["2026-11", person.nip]],
    }
    found = {name: [reverse(name, args=args) for args in lists] for name, lists in keys.items()}
    found["by query"] = [
        f"/daily/?nip={person.nip}", f"/daily/?month=2026-11&nip={person.nip}", f"/allowance/2026-11/?nip={person.nip}",
    ]  # fmt: skip
    return found


def patterns(under: Any = None, prefix: str = "") -> Iterator[str]:
    """The names of all addresses besides the back-office's."""
    for pattern in (under or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from patterns(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and pattern.name and not str(pattern.pattern).startswith("health"):
            yield prefix + pattern.name


def test_no_address_was_forgotten_here(office, me):
    known = set(addresses_of(me)) | OF_NOBODY | ONLY_POSTED | TRIED_WHERE_THEY_ARE_MADE
    assert {name for name in patterns() if "health" not in name} - known == set()


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_every_address_with_anothers_keys_is_refused(office, me, others, who):
    visitor, person = Visitor(me), getattr(office, who)
    tried = 0
    for name, addresses in addresses_of(person).items():
        assert addresses, f"{person.name} has nothing at {name}"
        for address in addresses:
            answer = visitor.client.get(address, follow=True)
            assert answer.status_code in {403, 404}, f"{answer.status_code} at {address} ({name})"
            kept_apart(words_of(answer), others, address)
            tried += 1
    assert tried > 20


def test_what_is_posted_to_anothers_tasks_changes_nothing(office, me):
    client = Visitor(me).client
    posts = [
        {"verb": verb, "seen": "0" * 64, "return_reason": "Bukan urusan saya", "reject_reason": "Bukan urusan saya"}
        for verb in ("approve", "return", "reject")
    ]
    posts += [{"act": "withdraw"}, {"act": "submit"}, {"act": "save"}, {"kirim": "1"}, {"submit": "1"}, {"note": "ya"}]
    theirs = list(WorkItem.objects.exclude(person=me).values_list("task_id", flat=True).distinct())
    keys = {name: addresses_of(office.other)[name] for name in POSTED}
    before = state()

    for task in theirs:
        for data in posts:
            answer = client.post(f"/inbox/{task}/", data)
            assert answer.status_code in {403, 404, 405}, f"{answer.status_code} at {task} with {data}"
    for addresses in keys.values():
        for address in addresses:
            assert client.post(address, {**GIVEN, "act": "submit", "submit": "1"}).status_code in {403, 404, 405}, (
                address
            )
    for post in (office.posts["other"], office.posts["section"], office.posts["stranger"]):
        assert client.post("/skp/start/", {"post": post.pk}).status_code in {302, 403, 404}
    everybodys = [str(task) for task in theirs]
    for where in ("/inbox/selected/", "/inbox/selected/urungkan/", *(f"/inbox/{task}/urungkan/" for task in theirs)):
        client.post(where, {"l": everybodys})

    assert state() == before


def state() -> dict[str, Any]:
    """How many rows there are of each kind, and where everything stands."""
    return {
        "rows": tables(),
        "items": list(WorkItem.objects.order_by("pk").values_list("pk", "closed_at", "owner")),
        "stands": [list(model._default_manager.order_by("pk").values_list("pk", "status"))
                   for model in (Skp, TargetPlan, DailyReport, Assessment)],
    }  # fmt: skip


def test_the_back_office_is_closed_in_every_room(office, me, others):
    client = Visitor(me).client
    before = state()
    for model in registered():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        key = model._default_manager.values_list("pk", flat=True).first() or 1
        for rest in ("", "add/", f"{key}/change/", f"{key}/history/", "export/", "import/"):
            for answer in (client.get(base + rest), client.post(base + rest, {"_save": "1"})):
                assert answer.status_code in {302, 403, 404, 405}, f"{answer.status_code} at {base}{rest}"
                assert answer.status_code != 302 or not answer.headers["Location"].startswith(base)
    for process, subject in SUBJECTS.items():
        key = subject.model._default_manager.values_list("pk", flat=True).first() or 1
        for address in (f"/admin/as-of/{process}/{key}/", f"/admin/as-of/{process}/subject/{key}/"):
            assert {client.get(address).status_code, client.post(address).status_code} <= {302, 403, 404, 405}, address
            kept_apart(words_of(client.get(address, follow=True)), others, address)
    assert state() == before


def test_without_logging_in_every_address_asks_to(office, me):
    client = Client()
    for addresses in addresses_of(me).values():
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 302, f"{answer.status_code} at {address}"
            assert answer.headers["Location"].startswith("/accounts/login/")
