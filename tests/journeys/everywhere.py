"""Every address of the back-office with keys of rows that are there, and every page that its pages lead to."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver

from backoffice.site import site
from tests.journeys.filled_forms import Filled, forms_on
from workflows.approvals.models import ChainVersion
from workflows.assessment.models import Assessment
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import Tenure, Unit, User

LEAVES_WHEN_READ = {  # what a visit may leave behind: who is logged in, and who mistyped a password
    "sessions.Session", "axes.AccessAttempt", "axes.AccessAttemptExpiration", "axes.AccessFailureLog", "axes.AccessLog",
}  # fmt: skip
EXPORT = "EXPORT"  # that a file was taken along stands in the record: the one line that reading adds to it
OF_EACH = 1  # rows of one kind, and pages of one kind: all are made by the same lines
LISTED_OTHERWISE = re.compile(r"[?&](o|p|e|_changelist_filters|\w+__\w+|all)=")  # the same rows, another order
ENDS_THE_VISIT = {"/admin/logout/"}
VERSION = "^([^/]+)/history/([^/]+)/$"


def whole() -> dict[str, list[Any]]:
    """Every row of every table, but what a visit leaves behind, and the record's lines about exports."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in LEAVES_WHEN_READ or not model._meta.managed:
            continue
        found = model._base_manager.order_by("pk")
        if model is Decision:
            found = found.exclude(verb=EXPORT)
        for field in model._meta.fields:
            if field.related_model is Decision:
                found = found.exclude(**{f"{field.name}__verb": EXPORT})
        rows[model._meta.label] = list(found.values_list())
    exported = Counter(Decision.objects.filter(verb=EXPORT).values_list("stream", flat=True))
    rows["audit.Stream"] = [(number, seq - exported[number]) for number, seq, *_head in rows["audit.Stream"]]
    return rows


def changed(before: dict[str, list[Any]]) -> list[str]:
    """The tables that are not as they were."""
    now = whole()
    return [label for label, rows in before.items() if now[label] != rows]


def keys_of(name: str) -> list[Any]:
    """Keys for a part of an address that is no row of the address's own model."""
    found: dict[str, Any] = {
        "task_id": WorkItem.objects.open().exclude(owner=None).values_list("task_id", flat=True),
        "version_id": ChainVersion.objects.values_list("pk", flat=True),
        "user_id": User.objects.filter(role_grants__role="AUDITOR").values_list("pk", flat=True),
        "tenure_id": Tenure.objects.values_list("pk", flat=True),
        "assessment_id": Assessment.objects.values_list("pk", flat=True),
        "unit_id": Unit.objects.values_list("pk", flat=True),
        "case_id": DailyProcess.objects.values_list("pk", flat=True),
        "key": DailyReport.objects.values_list("pk", flat=True),
        "subject": Decision.objects.exclude(subject="").values_list("subject", flat=True),
        "content_type_id": ContentType.objects.filter(model="employee").values_list("pk", flat=True),
    }
    keys = list(found[name].order_by("-pk")[:OF_EACH])
    assert keys, f"There is no row for {name}"
    return keys


def latest(model: Any) -> list[Any]:
    """The keys of its latest rows."""
    return list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:OF_EACH])


def addresses() -> Iterator[str]:
    """Every address of the site; of those with keys one of each kind, the latest row's."""
    for route in routes(site.get_urls(), "/admin/"):
        model = model_of(route)
        if "(?P<app_label>" in route or "(?P<url>" in route:
            yield re.sub(r"\^?\(\?P<\w+>.*", "skp/" if "app_label" in route else "nowhere/", route)
        elif VERSION in route:
            yield from versions(route.replace(VERSION, ""), model)
        elif "<" not in route:
            yield route
        else:
            name = re.findall(r"<(?:\w+:)?(\w+)>", route)[-1]
            own = model is not None and name in {"object_id", "key"}
            keys = latest(model) or [1] if own else [1] if name == "object_id" else keys_of(name)
            for key in keys:
                yield re.sub(r"<(\w+:)?\w+>", quote(str(key)), route.replace("<slug:process>", "daily"))


def routes(patterns: Any, before: str) -> Iterator[str]:
    """The routes as they are written."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def model_of(route: str) -> Any:
    """The model whose admin has the route; None where it is of no list."""
    parts = route.split("/")
    found = [model for model in site._registry if [model._meta.app_label, model._meta.model_name] == parts[2:4]]
    return found[0] if found else None


def versions(base: str, model: Any) -> Iterator[str]:
    """Old versions of rows; of a model that keeps none an address all the same."""
    row = model._base_manager.order_by("-pk").first()
    kept = list(row.history.values_list("pk", flat=True)[:OF_EACH]) if row and hasattr(model, "history") else [1]
    for version in kept:
        yield f"{base}{row.pk if row else 1}/history/{version}/"


def pages_from(client: Client, start: str, most: int) -> dict[str, list[Filled]]:
    """The pages to which links lead from here, of each kind some, each with its forms as they would be sent."""
    waiting, kinds = [start], Counter[str]()
    seen: dict[str, list[Filled]] = {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "#", address.partition("?")[0]) + "?".join(re.findall(r"[?&](\w+)=", address))
        if address in seen or kinds[kind] >= OF_EACH or urlsplit(address).path in ENDS_THE_VISIT:
            continue
        kinds[kind] += 1
        response = client.get(address, follow=True)
        if "text/html" not in response.headers.get("Content-Type", ""):
            seen[address] = []
            continue
        where = response.redirect_chain[-1][0] if response.redirect_chain else address
        page = BeautifulSoup(response.content, "html.parser")
        seen[address] = forms_on(response, address, page)
        links = [urldefrag(urljoin(where, link["href"]))[0] for link in page.select("a[href]")]
        waiting += [link for link in links if link.startswith("/admin/") and not LISTED_OTHERWISE.search(link)]
    assert len(seen) < most, "The crawl finds no end"
    return seen
