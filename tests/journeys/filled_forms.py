"""The forms of a page, filled in as somebody would who may: what is then posted by somebody who may not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django import forms
from django.test import Client

from tests.journeys.visitor import Visitor

WORDS = "Diubah lewat halaman ini"
# What a field of such a name takes, where its HTML does not say so.
BY_NAME = {
    r"_1$|starts_at|ends_at|_in$|_out$": "08:00", r"(^|_)end$|until": "30-12-2026", r"year": "2014",
    r"_0$|day$|date|start|since|_on$": "24-11-2026", r"mail": "pegawai@contoh.go.id", r"^nip$": "199001012015032001",
    r"code": "KODE-BARU", r"eselon|phone|grade": "III/a",
}  # fmt: skip
MOST_BUTTONS = 3
OF_THE_VISIT = {"/admin/logout/", "/accounts/logout/", "/i18n/setlang/", "/preferences/"}  # in the frame of every page


@dataclass(frozen=True)
class Filled:
    """What one press of one button would send where."""

    address: str
    values: dict[str, Any]
    files: tuple[str, ...] = ()  # the fields that take a file; nothing is in them


def forms_at(client: Client, address: str) -> list[Filled]:
    """Every form of the page that is posted, by each of its buttons; none where the page does not open."""
    return forms_on(client.get(address, follow=True), address)


def forms_on(response: Any, address: str, page: BeautifulSoup | None = None) -> list[Filled]:
    """Those of a page that was asked for at the address; `page` where it was taken apart already."""
    if response.status_code not in {200, 422} or "text/html" not in response.headers.get("Content-Type", ""):
        return []
    where = response.redirect_chain[-1][0] if response.redirect_chain else address
    page = page or BeautifulSoup(response.content, "html.parser")
    known = fields_of(response)
    posted = [form for form in page.select("form") if form.get("method", "get").lower() == "post"]
    return [
        Filled(target, {**filled(form, known), **button}, files_of(form))
        for form in posted if (target := urljoin(where, form.get("action") or where)) not in OF_THE_VISIT
        for button in buttons_of(form)
    ]  # fmt: skip


def fields_of(response: Any) -> dict[str, forms.Field]:
    """The fields by name, as the page's templates had them: what the HTML leaves to a script is known by them."""
    found: dict[str, forms.Field] = {}
    for context in response.context or ():
        for value in context.flatten().values() if hasattr(context, "flatten") else ():
            form = getattr(value, "form", value)
            if isinstance(form, forms.BaseForm):
                found |= {form.add_prefix(name): field for name, field in form.fields.items()}
    return found


def filled(form: Tag, known: dict[str, forms.Field]) -> dict[str, Any]:
    """What the form would send once it is filled in: what is empty gets a value, a text that is there another one."""
    values: dict[str, Any] = dict(Visitor.fields_of(form))
    values.pop("csrfmiddlewaretoken", None)
    for box in form.select("input[type=radio][name], input[type=checkbox][name]"):
        if box["name"] not in values and box["name"] != "_selected_action":
            values[box["name"]] = box.get("value", "on")
    for choice in form.select("select[name]"):
        options = [option.get("value", "") for option in choice.select("option") if option.get("value")]
        if not values.get(choice["name"]) and options and getattr(known.get(choice["name"]), "required", True):
            values[choice["name"]] = options[0]
    hidden = {box["name"] for box in form.select("input[type=hidden][name]")}
    for name, value in values.items():
        if name not in hidden and (not value or is_text(form, name)):
            values[name] = sample(name, known.get(name), value)
    return values


def files_of(form: Tag) -> tuple[str, ...]:
    """The fields that take a file."""
    return tuple(str(box["name"]) for box in form.select("input[type=file][name]"))


def is_text(form: Tag, name: str) -> bool:
    """Whether the field holds words, which another word changes."""
    field = form.find(["input", "textarea"], {"name": name})
    return field is not None and (field.name == "textarea" or field.get("type", "text") == "text")


def sample(name: str, field: forms.Field | None, value: Any) -> Any:
    """A value that the field takes; what is there already is kept, but for words."""
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.order_by("pk").last() if field.required and not value else None
        return value if row is None else field.prepare_value(row)
    if isinstance(field, forms.ChoiceField):
        return value or next((str(key) for key, _ in field.choices if key), "")
    kind = next((given for part, given in BY_NAME.items() if re.search(part, name)), None)
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return value or kind or "1"
    if kind is not None or isinstance(value, list):
        return value or kind
    return WORDS if field is None or (getattr(field, "max_length", None) or 99) >= len(WORDS) else "Diubah"


def buttons_of(form: Tag) -> Iterator[dict[str, str]]:
    """What each button adds; a form is sent without any too."""
    yield {}
    named = list(form.select("button[name], input[type=submit][name]"))[:MOST_BUTTONS]
    for button in named:
        yield {button["name"]: button.get("value", "")}
