"""A person at a plain browser without JavaScript: opens pages, follows links, fills in the forms that are there."""

from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client

from workflows.organization.models import Employee

BACKEND = "workflows.organization.login.RoleBackend"
Typed = str | list[str]


class Visitor:
    """One person logged in; `page` is what stands on the screen, `address` where."""

    def __init__(self, person: Employee | None = None) -> None:
        self.client = Client()
        self.address = "/"
        self.page = BeautifulSoup("", "html.parser")
        self.response = HttpResponse()
        if person is not None:
            self.client.force_login(person.user, backend=BACKEND)

    @property
    def text(self) -> str:
        """The words on the screen, blanks folded."""
        return " ".join(self.page.get_text(" ").split())

    @property
    def status(self) -> int:
        """The answer's status."""
        return self.response.status_code

    def open(self, address: str, *, expect: int = 200) -> "Visitor":
        """Open an address, following where it leads."""
        return self._shown(self.client.get(urljoin(self.address, address), follow=True), address, expect)

    def follow(self, words: str) -> "Visitor":
        """Follow the first link of just these words, else the first that has them."""
        links = [(" ".join(link.get_text(" ").split()), link["href"]) for link in self.page.select("a[href]")]
        for fits in (words.__eq__, lambda text: words in text):
            if found := next((address for text, address in links if fits(text)), None):
                return self.open(found)
        raise AssertionError(f"No link {words!r} on {self.address}: {self.text[:2000]}")

    def links(self) -> list[str]:
        """Where the page leads to."""
        return [urljoin(self.address, link["href"]) for link in self.page.select("a[href]")]

    def press(
        self, words: str, values: dict[str, Typed] | None = None, *, expect: int = 200, **more: Typed
    ) -> "Visitor":
        """Fill in the button's form and press it. A field that the form does not have is a mistake of the test.

        A list fills the fields of one name in their order, or ticks those boxes of it; the others become empty.
        """
        button = self._button(words)
        form = self._form_of(button)
        data = self.fields_of(form)
        for name, value in {**(values or {}), **more}.items():
            _refuse_what_cannot_be_typed(self.page, form, name, value)
            data[name] = value
        if button.get("name"):
            data[button["name"]] = button.get("value", "")
        target = urljoin(self.address, button.get("formaction") or form.get("action") or self.address)
        method = self.client.post if form.get("method", "get").lower() == "post" else self.client.get
        return self._shown(method(target, data, follow=True), target, expect)

    def sees(self, *words: str) -> "Visitor":
        """The page says each of these."""
        for each in words:
            assert each in self.text, f"{each!r} is not on {self.address}: {self.text[:3000]}"
        return self

    def misses(self, *words: str) -> "Visitor":
        """The page says none of these."""
        for each in words:
            assert each not in self.text, f"{each!r} is on {self.address}"
        return self

    def value(self, name: str) -> Typed:
        """What stands in a field of the page; of several with one name a list."""
        for form in self.page.select("form"):
            fields = self.fields_of(form)
            if name in fields:
                return fields[name]
        raise AssertionError(f"No field {name} on {self.address}")

    @staticmethod
    def fields_of(form: Tag) -> dict[str, Typed]:
        """What a browser would send of this form as it stands."""
        sent: dict[str, list[str]] = {}
        for box in form.select("input[name]"):
            kind = box.get("type", "text")
            if (kind in {"radio", "checkbox"} and not box.has_attr("checked")) or kind in {"file", "submit"}:
                continue
            sent.setdefault(box["name"], []).append(box.get("value", "on" if kind == "checkbox" else ""))
        fields: dict[str, Typed] = {name: given[0] if len(given) == 1 else given for name, given in sent.items()}
        for area in form.select("textarea[name]"):
            fields[area["name"]] = area.get_text().removeprefix("\n").removeprefix("\r\n")
        for choice in form.select("select[name]"):
            chosen = choice.select_one("option[selected]") or choice.select_one("option")
            fields[choice["name"]] = chosen.get("value", "") if chosen else ""
        return fields

    def _button(self, words: str) -> Tag:
        for button in self.page.select("button, input[type=submit]"):
            label = " ".join(button.get_text(" ").split()) or button.get("value", "")
            if label == words and button.get("aria-hidden") != "true":
                return button
        found = [" ".join(button.get_text(" ").split()) for button in self.page.select("button")]
        raise AssertionError(f"No button {words!r} on {self.address}, only {found}: {self.text[:2000]}")

    def _form_of(self, button: Tag) -> Tag:
        form = self.page.select_one(f"form#{button['form']}") if button.get("form") else button.find_parent("form")
        assert form is not None
        return form

    def _shown(self, response: Any, address: str, expect: int) -> "Visitor":
        self.response = response
        self.address = response.redirect_chain[-1][0] if response.redirect_chain else urljoin(self.address, address)
        is_page = "text/html" in response.headers.get("Content-Type", "")
        self.page = BeautifulSoup(response.content if is_page else b"", "html.parser")
        assert response.status_code == expect, f"{response.status_code} at {self.address}: {self.text[:3000]}"
        return self


def _refuse_what_cannot_be_typed(page: BeautifulSoup, form: Tag, name: str, value: Typed) -> None:
    field = form.find(["input", "textarea", "select"], {"name": name})
    assert field is not None, f"The form has no field {name!r}: {sorted(Visitor.fields_of(form))}"
    if isinstance(value, list):
        there = form.find_all("input", {"name": name})
        assert len(value) <= len(there), f"{name} has {len(there)} fields"
        boxes = [box.get("value", "on") for box in there if box.get("type") == "checkbox"]
        assert not boxes or set(value) <= set(boxes), f"{name} offers {boxes}, not {value}"
        return
    if field.name == "select":
        assert value in [option.get("value") for option in field.select("option")], f"{name} offers no {value!r}"
    elif field.get("type") == "radio":
        offered = [box.get("value") for box in form.find_all("input", {"name": name})]
        assert value in offered, f"{name} offers {offered}, not {value!r}"
