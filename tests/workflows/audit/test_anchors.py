"""Seals that are kept elsewhere: what was cut or signed anew, even with the record's key, is found against them."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings

from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_record import SIGNATORY, entry
from tests.workflows.audit.test_verifying import delete, signed_anew
from workflows.audit import clock, guards
from workflows.audit.canonical import start_of
from workflows.audit.exporting import export_record
from workflows.audit.models import Anchor, Decision, Stream
from workflows.audit.record import record
from workflows.audit.sealing import anchors_in, file_of, keep_file, seal, told
from workflows.audit.verifying import Kind, verify
from workflows.audit.verifying.anchors import read_anchor
from workflows.audit.verifying.joining import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed() -> Anchor:
    """A record of some streams that was sealed, and went on; the guards are gone."""
    make.office()
    for case in (1, 2, 3):
        record(entry(case), entry(case), entry(case))
    anchor = seal()
    for case in (1, 2, 3):
        record(entry(case))
    lift_the_guards()
    return anchor


def of_case(case: int) -> list[Decision]:
    return list(Decision.objects.of_case("daily", case))


def sign_anew(stream: int) -> None:
    """The whole chain with its head, with the record's own key."""
    before = start_of(stream)
    rows = list(Decision.objects.filter(stream=stream).order_by("seq"))
    Decision.objects.filter(stream=stream)._raw_delete("default")
    for row in rows:
        row.tier, row.prev_hash = "Diubah", before
        row.hash = before = signed_anew(row)
        row.save(force_insert=True)
    Stream.objects.filter(number=stream).update(head=before)


def cut(stream: int, behind: int) -> None:
    """The tail, and the head set back."""
    delete(Decision.objects.filter(stream=stream, seq__gt=behind))
    last = Decision.objects.get(stream=stream, seq=behind)
    Stream.objects.filter(number=stream).update(seq=behind, head=last.hash)


WAYS = {
    "file": lambda anchor: read_anchor(file_of(anchor), settings.ANCHOR_KEY),
    "code": lambda anchor: read_anchor(told(anchor).code),
}


@pytest.fixture(params=WAYS)
def kept(request, sealed):
    """The seal as the inspectorate has it: a file, or the code on paper."""
    return WAYS[request.param](sealed)


def test_a_record_that_only_went_on_agrees_with_its_seal(kept):
    assert verify(anchors=[kept]).sound


def test_a_chain_signed_anew_with_the_key_is_found_against_the_seal(kept):
    stream = of_case(1)[0].stream
    sign_anew(stream)

    assert verify().sound
    found = verify(anchors=[kept]).broken
    assert found.kind is Kind.ANCHOR
    if kept.heads is not None:
        last = Decision.objects.get(stream=stream, seq=kept.places[stream])
        assert (found.stream, found.seq, found.id) == (stream, last.seq, last.pk)


def test_a_cut_tail_is_found_against_the_seal_though_the_head_was_set_back(kept):
    stream = of_case(2)[0].stream
    cut(stream, kept.places[stream] - 1)

    assert verify().sound
    found = verify(anchors=[kept]).broken
    assert (found.stream, found.seq, found.kind) == (stream, kept.places[stream], Kind.CUT)


def test_what_was_written_since_is_not_sealed_yet(kept):
    stream = of_case(2)[0].stream
    cut(stream, kept.places[stream])

    assert verify(anchors=[kept]).sound


def test_a_day_is_sealed_once(sealed):
    again = seal()
    tomorrow = seal(clock.now() + timedelta(days=1))

    assert again == sealed
    assert tomorrow.records == sealed.records + 3
    assert Anchor.objects.count() == 2


def test_files_are_kept_for_their_owner_and_never_written_over(sealed, tmp_path):
    path = keep_file(sealed, tmp_path / "seals")
    content = path.read_text(encoding="utf-8")
    keep_file(Anchor(day=sealed.day, sealed_at=sealed.sealed_at, heads=[], records=0, seal="x"), tmp_path / "seals")

    assert path.read_text(encoding="utf-8") == content == file_of(Anchor.objects.get())
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.code for each in anchors_in(tmp_path / "seals")] == [told(sealed).code]


@pytest.mark.parametrize("name", ["day", "sealed_at", "records", "heads", "seal"])
def test_a_file_that_was_changed_is_not_genuine(sealed, tmp_path, name):
    content = json.loads(file_of(sealed))
    content[name] = content["heads"][:-1] if name == "heads" else f"{content[name]}0"
    (tmp_path / "seal.json").write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(ValueError, match=r"seal\.json: .*signature does not hold"):
        anchors_in(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "JENJANG1 2026-11-24 1.2.3 AB", "JENJANG1", "selamat pagi"])
def test_what_is_no_seal_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        read_anchor(text)


def test_the_code_is_short_enough_to_be_read_by_a_telephone(sealed):
    code = told(sealed).code

    assert len(code) < 300
    assert set(code) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def by_the_one_file(folder, *arguments: str) -> tuple[int, dict[str, object]]:
    verifier = folder / "verify.py"
    verifier.write_text(joined(), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), *arguments], capture_output=True, text=True, check=False,
        env={"AUDIT_KEY": settings.AUDIT_KEY, "ANCHOR_KEY": settings.ANCHOR_KEY}, cwd=folder,
    )  # fmt: skip
    return ran.returncode, json.loads(ran.stdout) if ran.stdout else {"said": ran.stderr}


@pytest.mark.parametrize("way", ["file", "code"])
def test_an_export_is_checked_against_a_seal_without_jenjang(sealed, tmp_path, way):
    given = str(keep_file(sealed, tmp_path)) if way == "file" else told(sealed).code
    sound, rewritten = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    guards.install()
    export_record(sound, signatory=SIGNATORY, channel="COMMAND")
    lift_the_guards()
    sign_anew(of_case(1)[0].stream)
    guards.install()
    export_record(rewritten, signatory=SIGNATORY, channel="COMMAND")

    assert by_the_one_file(tmp_path, str(sound), given)[0] == 0
    assert by_the_one_file(tmp_path, str(rewritten))[0] == 0
    code, said = by_the_one_file(tmp_path, str(rewritten), given)
    assert (code, said["broken"]["kind"]) == (1, "anchor does not match")
