"""An export is verified by the one file alone, in a Python of its own, without Jenjang and without Django."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_record import SIGNATORY, entry
from workflows.audit import guards
from workflows.audit.exporting import export_record
from workflows.audit.models import Change, Decision, Particulars
from workflows.audit.record import record
from workflows.audit.verifying.joining import joined

KEY = re.compile(r'"id": \d*$')
pytestmark = pytest.mark.django_db


@pytest.fixture
def export(tmp_path) -> Path:
    """An export of 41 records in several streams; the first stands for the histories of an office."""
    make.office()
    for case in range(20):
        record(entry(case, reason="Sesuai, é", details={"minutes": case, "marks": ["late"]}))
        record(entry(case))
    path = tmp_path / "export.jsonl"
    assert export_record(path, signatory=SIGNATORY, channel="COMMAND") == 41
    return path


def verified(path: Path, key: str = settings.AUDIT_KEY, tmp: Path | None = None) -> tuple[int, dict[str, object]]:
    """Exit code and what was said, by a Python that sees neither this project nor its libraries."""
    copy = path.parent / "verifier.py"
    copy.write_text(joined(), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(copy), str(path)], capture_output=True, text=True, check=False,
        env={"AUDIT_KEY": key}, cwd=path.parent,
    )  # fmt: skip
    return ran.returncode, json.loads(ran.stdout) if ran.stdout else {"said": ran.stderr}


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rewrite(path: Path, changed: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in changed), encoding="utf-8")


def test_an_untouched_export_is_sound_and_tells_of_itself(export):
    assert verified(export) == (0, {"sound": True, "checked": 41, "covered": Change.objects.count(), "broken": None})
    assert Decision.objects.get(subject="audit.Export").details == {"file": "export.jsonl"}
    assert any(line.get("values", {}).get("subject") == "audit.Export" for line in lines(export))


def test_one_flipped_bit_anywhere_in_a_record_is_found(export):
    content = export.read_bytes()
    first = content.index(b"\n") + 1
    for place in range(first + 20, len(content), 211):
        flipped = bytearray(content)
        flipped[place] ^= 1
        export.write_bytes(flipped)
        ids = content[content.rfind(b"\n", 0, place) + 1 : place]
        if b'"prev_hash"' not in ids:
            continue  # the row's own key is covered by no signature: it is no part of what was decided
        if KEY.search(content[place - 12 : place].decode("utf-8", "replace")):
            continue  # nor is that of a change
        code, said = verified(export)
        assert (code, said["sound"]) == (1, False), flipped[place - 30 : place + 30]


def test_a_line_taken_away_put_in_or_moved_is_named(export):
    head, *rows, _strangers = lines(export)
    stream = rows[3]["values"]["stream"]
    of_stream = [n for n, row in enumerate(rows) if row["values"]["stream"] == stream]

    rewrite(export, [head, *(row for n, row in enumerate(rows) if n != of_stream[0])])
    assert verified(export)[1]["broken"] == {"stream": stream, "seq": 1, "kind": "deleted", "id": None}

    rewrite(export, [head, *(row for n, row in enumerate(rows) if n not in of_stream[1:])])
    assert verified(export)[1]["broken"] == {"stream": stream, "seq": 2, "kind": "cut", "id": None}

    moved = list(rows)
    moved[of_stream[0]], moved[of_stream[1]] = rows[of_stream[1]], rows[of_stream[0]]
    rewrite(export, [head, *moved])
    assert verified(export)[0] == 1


def test_another_key_is_said_to_be_another_key(export):
    code, said = verified(export, key="kunci lain")

    assert (code, said["broken"]["kind"]) == (1, "wrong key")


def test_what_is_no_export_is_refused_in_a_line(export, tmp_path):
    other = tmp_path / "lain.txt"
    other.write_text("bukan ekspor\n", encoding="utf-8")

    assert verified(other) == (2, {"said": f"{other}: no heads of streams are named.\n"})
    assert verified(tmp_path / "tidak-ada")[0] == 2


def test_a_row_that_cannot_be_read_is_exported_as_broken(export, tmp_path):
    broken = Decision.objects.order_by("stream", "seq")[5]
    lift_the_guards()
    Particulars.objects.filter(pk=broken.pk).update(details={"n": 1.5})
    guards.install()
    again = tmp_path / "lagi.jsonl"
    export_record(again, signatory=SIGNATORY, channel="COMMAND")

    found = verified(again)[1]["broken"]
    assert (found["stream"], found["seq"], found["kind"]) == (broken.stream, broken.seq, "edited")


def test_a_row_put_behind_the_head_is_exported_and_found(export, tmp_path):
    last = Decision.objects.order_by("stream", "-seq").first()
    last.pk, last.seq, last.prev_hash, last.hash = None, last.seq + 1, last.hash, "f" * 64
    last.save(force_insert=True)
    again = tmp_path / "lagi.jsonl"
    export_record(again, signatory=SIGNATORY, channel="COMMAND")

    found = verified(again)[1]["broken"]
    assert (found["stream"], found["seq"]) == (last.stream, last.seq)


def test_only_the_owner_of_the_file_may_read_it(export):
    assert export.stat().st_mode & 0o777 == 0o600


def test_it_is_never_written_over_a_file(export):
    before = export.read_bytes()

    with pytest.raises(FileExistsError):
        export_record(export, signatory=SIGNATORY, channel="COMMAND")

    assert export.read_bytes() == before
    assert Decision.objects.filter(subject="audit.Export").count() == 1
