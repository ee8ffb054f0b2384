"""The bytes that are signed, frozen: a change here breaks every signature that an office has made."""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from workflows.audit.canonical import canonical, content_hash, list_digest, salted_digest, signature
from workflows.audit.history_rows import number_of

WIB = timezone(timedelta(hours=7))

GOLDEN = [
    ({}, b'{"form":1}'),
    ({"b": 1, "a": 2, "B": 3}, b'{"B":3,"a":2,"b":1,"form":1}'),
    ({"name": "Cafe\u0301"}, '{"form":1,"name":"Caf\u00e9"}'.encode()),
    ({"cafe\u0301": 1}, '{"caf\u00e9":1,"form":1}'.encode()),
    ({"n": Decimal("1.50")}, b'{"form":1,"n":"1.50"}'),
    ({"n": Decimal("1E+3")}, b'{"form":1,"n":"1000"}'),
    ({"n": Decimal("-0.0000001")}, b'{"form":1,"n":"-0.0000001"}'),
    ({"n": 12345678901234567890}, b'{"form":1,"n":12345678901234567890}'),
    ({"at": datetime(2026, 11, 24, 16, 0, tzinfo=WIB)}, b'{"at":"2026-11-24T09:00:00.000000Z","form":1}'),
    ({"at": datetime(2026, 1, 1, 0, 30, 0, 5, tzinfo=WIB)}, b'{"at":"2025-12-31T17:30:00.000005Z","form":1}'),
    ({"on": date(2026, 11, 24)}, b'{"form":1,"on":"2026-11-24"}'),
    ({"none": None, "yes": True, "no": False}, b'{"form":1,"no":false,"none":null,"yes":true}'),
    ({"deep": {"z": [1, ("x", Decimal("2"))], "a": {}}}, b'{"deep":{"a":{},"z":[1,["x","2"]]},"form":1}'),
    ({"text": 'kutip " dan\nbaris'}, b'{"form":1,"text":"kutip \\" dan\\nbaris"}'),
]


@pytest.mark.parametrize(("values", "expected"), GOLDEN)
def test_canonical_bytes_never_change(values, expected):
    assert canonical(values) == expected


def test_same_moment_in_another_zone_gives_the_same_bytes():
    assert canonical({"at": datetime(2026, 11, 24, 9, tzinfo=UTC)}) == canonical(
        {"at": datetime(2026, 11, 24, 16, tzinfo=WIB)}
    )


@pytest.mark.parametrize("value", [1.5, {1}, b"x", object(), datetime(2026, 1, 1)])  # noqa: DTZ001  refused for it
def test_values_without_one_canonical_form_are_refused(value):
    with pytest.raises(TypeError, match="No canonical form"):
        canonical({"value": value})


def test_signature_covers_the_predecessor_and_the_values():
    expected = hmac.new(b"kunci", b"sebelumnya" + b'{"form":1,"n":1}', hashlib.sha256).hexdigest()

    assert signature("kunci", "sebelumnya", {"n": 1}) == expected
    others = {
        signature("kunci", "sebelumnya", {"n": 2}), signature("kunci", "lain", {"n": 1}),
        signature("lain", "sebelumnya", {"n": 1}),
    }  # fmt: skip
    assert expected not in others
    assert len(others) == 3


def test_frozen_signature():
    assert signature("kunci", "start-of-stream-3", {"verb": "APPROVE", "seq": 1}) == (
        "e06697ccc742c1cc4c330585e465272fdcfd10eed3274395ae89b88ab14e84f5"
    )


def test_frozen_signature_of_the_second_form():
    values = {"verb": "APPROVE", "seq": 1, "at": datetime(2026, 11, 24, 8, 15, 7, 4, tzinfo=UTC)}

    assert canonical({"b": 1, "a": "é"}, 2) == '{"a":"é","b":1,"form":2}'.encode()
    assert signature("kunci", "start-of-stream-3", values, 2) == (
        "2ba647601f9a20c01728e7cfb75156b0c52e2585e489d9566759d3de5dc76d19"
    )


def test_frozen_digests_of_what_is_covered():
    values = {"name": "Cafe\u0301", "id": 7, "on": True, "at": None}
    changes = [("b_history", 12, "ff"), ("a_history", 3, "aa"), ("b_history", 2, "ee")]

    assert salted_digest("0123456789abcdef", "organization_historicalemployee", values) == (
        "a996e2b9a543d901152de2cd164aded4f8bd85be5cef155143523fc81cbc5ac2"
    )
    assert (
        list_digest(changes)
        == list_digest(reversed(changes))
        == ("c583246536689f2e2e4aa94bb771e55e312e5a6c4ecee1f129f16f101240ab8f")
    )
    assert list_digest([]) == ""
    assert number_of("organization_historicalunit", ["code", "history_id", "name"]) == 1690026873


def test_content_hash_needs_no_key():
    assert content_hash({"n": 1}) == hashlib.sha256(b'{"form":1,"n":1}').hexdigest()
