"""Every text that a person can see has its Indonesian words."""

import ast
import re
from collections.abc import Iterator

import polib
import pytest
from django.utils.translation.template import templatize

from tests.architecture.source_tree import ROOT, parsed, python_files, short

CATALOGUE = ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
# What Django's templatize() makes of {% trans %} and {% blocktrans %}.
TEMPLATE_CALL = re.compile(r"\b(?P<name>_|gettext|ngettext|pgettext|npgettext)\(")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_text_is_translated_and_none_is_guessed(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_placeholders_are_the_same_in_both_languages(catalogue):
    """A `%(name)s` that is lost in translation is lost on the screen; one too many is an error page."""
    placeholder = re.compile(r"%\(\w+\)[sd]|\{\w*\}")

    different = [
        entry.msgid
        for entry in catalogue.translated_entries()
        if not entry.msgid_plural and set(placeholder.findall(entry.msgid)) != set(placeholder.findall(entry.msgstr))
    ]

    assert different == []


def test_every_text_in_the_code_is_in_the_catalogue(catalogue):
    known = {entry.msgid for entry in catalogue if not entry.obsolete}

    assert sorted({f"{place}: {text}" for place, text in texts_in_code() if text not in known}) == []


def test_every_text_in_the_templates_is_in_the_catalogue(catalogue):
    known = {entry.msgid for entry in catalogue if not entry.obsolete}

    assert sorted({f"{place}: {text}" for place, text in texts_in_templates() if text not in known}) == []


def texts_in_code() -> Iterator[tuple[str, str]]:
    """(file, msgid) for each translated text in our Python."""
    for path in python_files():
        for text in texts_in(parsed(path)):
            yield short(path), text


def texts_in_templates() -> Iterator[tuple[str, str]]:
    """(file, msgid) for each translated text in our templates."""
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            for match in TEMPLATE_CALL.finditer(code):
                for text in texts_in(ast.parse(call_at(code, match.start()), mode="eval")):
                    yield short(path), text


def call_at(code: str, start: int) -> str:
    """The call that begins at `start`, up to the bracket that closes it; brackets inside strings do not count."""
    depth, quote = 0, ""
    for place in range(start, len(code)):
        sign = code[place]
        if quote:
            if sign == quote and code[place - 1] != "\\":
                quote = ""
        elif sign in "'\"":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth == 0:
                return code[start : place + 1]
    raise AssertionError(f"An unclosed call: {code[start : start + 60]}")


def texts_in(tree: ast.AST) -> Iterator[str]:
    """The msgid of every call in the tree; a plural's is its singular."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            messages = node.args[1:] if name in WITH_CONTEXT else node.args if name in PLAIN else []
            if messages and isinstance(messages[0], ast.Constant) and isinstance(messages[0].value, str):
                yield messages[0].value
