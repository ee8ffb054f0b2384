"""The quick ways to the canonical form give what the long way gives, whatever the values are."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.audit.canonical import FORM, canonical, filled, template_of, text_of
from workflows.audit.verifying.reading import json_of, moment

WIB = timezone(timedelta(hours=7))


class Word(StrEnum):
    NAME = "name"


class Mixed(str, Enum):  # noqa: UP042  whose str() is another text
    NAME = "name"


class Number(IntEnum):
    ONE = 1


def plain(value: Any) -> Any:
    """The long way, as it was when the form was fixed."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError


def long_way(values: Mapping[Any, Any]) -> str:
    return json.dumps(plain(values), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


WORDS = st.text() | st.text('aé\u0301e\u0338<>%"\\\n\x00\x7f\u2028𝒳', max_size=6)
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2, 9998))  # in every zone
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.sampled_from([UTC, WIB]))
SINGLE = (
    st.none() | st.booleans() | st.integers() | WORDS | MOMENTS | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from([Word.NAME, Mixed.NAME, Number.ONE])
)  # fmt: skip
NAMES = WORDS | st.sampled_from(["name", "form", Word.NAME, Mixed.NAME, Number.ONE, 1, True, None])
STRANGE = st.floats() | st.binary() | st.sets(st.integers()) | st.datetimes()


def within(values: Any) -> Any:
    return st.lists(values, max_size=3) | st.tuples(values) | st.dictionaries(NAMES, values, max_size=3)


def outcome(of: Any, values: Any) -> Any:
    try:
        return of(values)
    except TypeError:
        return TypeError


@given(st.dictionaries(NAMES, st.recursive(SINGLE, within, max_leaves=8), max_size=6))
@example({"name": 1, "other": 2})
@example({Mixed.NAME: 1, "other": 2})
@example({"%s": "%d", "%": None, "%(a)s": {"%s": "%"}})
@example({"a": "e\u0301", "b": 1, "c": None, "d": True, "e": ["e\u0301"], "f": {"e\u0301": 1, "é": 2}})
@example({"a": {"<": 1, "<\u0338": 2, "≮": 3}, "b": {"z": 1, "a": {}, "é": []}})
def test_text_is_that_of_the_long_way(values):
    assert text_of(values) == long_way(values)
    assert text_of(MappingProxyType(values)) == long_way(values)
    assert canonical(values) == long_way({**values, "form": FORM}).encode()


@given(st.dictionaries(NAMES, st.recursive(SINGLE | STRANGE, within, max_leaves=6), max_size=4))
@example({"a": 1, "b": 1.5})
@example({"a": 1, "b": {"c": [1.5]}})
@example({"a": 1, "b": datetime(2026, 1, 1)})  # noqa: DTZ001  it is refused
def test_what_the_long_way_refuses_is_refused(values):
    assert outcome(text_of, values) == outcome(long_way, values)


@given(st.lists(WORDS, unique_by=lambda name: unicodedata.normalize("NFC", name), min_size=1), st.data())
def test_template_is_filled_as_the_long_way_has_it(names, data):
    in_order = sorted(unicodedata.normalize("NFC", name) for name in names)
    values = [data.draw(st.recursive(SINGLE, within, max_leaves=4)) for _ in in_order]

    assert filled(template_of(in_order), values) == long_way(dict(zip(in_order, values, strict=True)))


@given(MOMENTS)
@example(datetime(2026, 11, 24, 9, tzinfo=UTC))
@example(datetime(2026, 11, 24, 9, 0, 0, 120_000, tzinfo=UTC))
def test_moment_as_a_database_writes_it_is_read_as_it_was_signed(at):
    in_utc = at.astimezone(UTC).replace(tzinfo=None)
    of_sqlite = str(in_utc)
    of_postgres = of_sqlite.rstrip("0") if in_utc.microsecond else of_sqlite
    of_another_zone = str(at.astimezone(WIB))

    assert moment(of_sqlite) == moment(of_postgres + "+00") == moment(of_another_zone) == plain(at)


@pytest.mark.parametrize(
    "value",
    [
        "besok", "", 12, None, 1.5, b"2026-11-24 09:00:00", "2026-11-24T09:00:00", "2026-11-24", "infinity",
        "2026-11-24 09:00:00.", "2026-11-24 25:00",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        moment(value)


@pytest.mark.parametrize("value", ["2026-11-24 09:00:00+00 BC", "2026-11-24 09:00:61", "2026-13-24 09:00:00.120"])
def test_what_no_database_wrote_is_never_what_was_signed(value):
    try:
        found = moment(value)
    except ValueError:
        return
    assert found[:19] != "2026-11-24T09:00:00" or not found.endswith("Z") or len(found) != 27


@pytest.mark.parametrize("text", ["1.5", '{"n": [1e3]}', "NaN", "[Infinity]", "{", ""])
def test_json_with_floating_numbers_is_none_of_ours(text):
    with pytest.raises(ValueError, match=r"."):
        json_of(text)
