"""A backup's file: whatever is changed in it is refused before anything is restored."""

import json
import tarfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from backoffice.backups import manifest as manifests
from backoffice.backups.archive import Packing, opened
from backoffice.backups.contents import Contents
from backoffice.backups.manifest import MANIFEST, Manifest
from backoffice.backups.refusals import Refused

DATABASE, EVIDENCE = "database.sqlite3", "media/evidence/1980/bukti.pdf"
PDF = b"%PDF-1.7 bukti dukung"


@pytest.fixture
def backup(tmp_path) -> Path:
    """A file with a database of 3,000 bytes and one uploaded file."""
    database, evidence = tmp_path / "database", tmp_path / "bukti.pdf"
    database.write_bytes(bytes(range(250)) * 12)
    evidence.write_bytes(PDF)
    path = tmp_path / "office.backup"
    with tarfile.open(path, "w") as tar:
        packing = Packing(tar)
        packing.add(DATABASE, database)
        packing.add(EVIDENCE, evidence)
        packing.end(
            Manifest(
                taken_at="2026-11-24T02:00:00+00:00", vendor="sqlite", server="3.40.1", parts=packing.parts,
                contents=Contents(migrations=("daily.0001_initial",), decisions=7, heads=((3, 7, "f" * 64),)),
                missing_files=("evidence/hilang.pdf",),
            )
        )  # fmt: skip
    return path


def refusal(path) -> str:
    with pytest.raises(Refused) as refused, opened(path):
        pass
    sentence = str(refused.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence


def parts(path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {each.name: tar.extractfile(each).read() for each in tar.getmembers()}


def pack(path, *contents) -> None:
    with tarfile.open(path, "w") as tar:
        for name, content in contents:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, BytesIO(content))


def test_what_was_packed_is_read(backup):
    with opened(backup) as archive:
        manifest = archive.manifest
        assert archive.open_file("evidence/1980/bukti.pdf").read() == PDF
        assert archive.open(DATABASE).read() == bytes(range(250)) * 12

    assert manifest.contents == Contents(migrations=("daily.0001_initial",), decisions=7, heads=((3, 7, "f" * 64),))
    assert (manifest.taken_at, manifest.vendor, manifest.server) == ("2026-11-24T02:00:00+00:00", "sqlite", "3.40.1")
    assert manifest.missing_files == ("evidence/hilang.pdf",)
    assert manifest.files == {"evidence/1980/bukti.pdf": manifests.Part(len(PDF), sha256(PDF).hexdigest())}


def test_whoever_has_no_jenjang_unpacks_and_checks_it(backup, tmp_path):
    """The way out where the key is lost: a plain tar, and plain hashes."""
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path / "out", filter="data")

    told = json.loads((tmp_path / "out" / MANIFEST).read_text())
    for name, part in told["parts"].items():
        assert sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == part["sha256"]


def test_one_flipped_bit_is_refused_in_every_byte_that_says_something(backup):
    whole = backup.read_bytes()
    with tarfile.open(backup) as tar:
        headers = [place for each in tar.getmembers() for place in range(each.offset, each.offset + 512)]
        contents = [
            place for each in tar.getmembers() for place in range(each.offset_data, each.offset_data + each.size)
        ]
    places = [*headers[::17], *contents[:-1][::23]]  # the very last ends the manifest's line, and says nothing
    assert len(places) > 200

    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1
        backup.write_bytes(flipped)
        assert refusal(backup), place


def test_a_part_that_was_exchanged_together_with_its_hash_is_refused(backup):
    """Whoever has no key makes both fit, but does not sign them."""
    contents = parts(backup)
    told = json.loads(contents[MANIFEST])
    told["parts"][EVIDENCE] = {"size": 4, "sha256": sha256(b"lain").hexdigest()}
    pack(backup, *{**contents, EVIDENCE: b"lain", MANIFEST: json.dumps(told).encode()}.items())

    assert "manifest.json is not as it was signed" in refusal(backup)


def test_it_is_refused_under_another_key(backup, settings):
    settings.AUDIT_KEY = "kunci lain yang cukup panjang untuk ini"

    assert "AUDIT_KEY is not the one with which it was taken" in refusal(backup)


def test_what_was_taken_away_put_in_or_put_in_twice_is_refused(backup):
    contents = list(parts(backup).items())
    for changed in (contents[:1] + contents[2:], [("media/lain.pdf", PDF), *contents], [*contents, contents[1]]):
        pack(backup, *changed)
        assert "something was taken away or put in" in refusal(backup)


def test_a_link_in_the_place_of_a_file_is_refused(backup):
    contents = parts(backup)
    with tarfile.open(backup, "w") as tar:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            if name == EVIDENCE:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
            else:
                entry.size = len(content)
            tar.addfile(entry, BytesIO(content))

    assert "something was taken away or put in" in refusal(backup)


def test_what_was_cut_off_is_refused(backup):
    whole = backup.read_bytes()
    with tarfile.open(backup) as tar:
        entry = tar.getmember(MANIFEST)
    ends = [0, 100, 512, 3_000, entry.offset, entry.offset_data, entry.offset_data + entry.size - 2]

    for end in ends:
        backup.write_bytes(whole[:end])
        assert refusal(backup), end


@pytest.mark.parametrize(
    "content",
    [b"[]", b"{}", b"bukan", b'{"signature": 1, "form": 1}', b'{"form": 1, "parts": {}, "signature": "\xff"}'],
)
def test_a_manifest_that_is_none_is_refused(backup, content):
    pack(backup, *{**parts(backup), MANIFEST: content}.items())

    assert "manifest.json cannot be read" in refusal(backup)


def test_a_later_form_is_refused(backup, monkeypatch):
    told = manifests.read(parts(backup)[MANIFEST])
    with monkeypatch.context() as later:
        later.setattr(manifests, "FORM", 2)
        content = manifests.written(told)
    pack(backup, *{**parts(backup), MANIFEST: content}.items())

    assert "it has form 2, which this version does not know" in refusal(backup)


def test_no_file_and_a_text_are_one_line_each(backup):
    backup.write_text("bukan cadangan")
    assert "is no backup of Jenjang, or it is damaged" in refusal(backup)
    backup.unlink()
    assert refusal(backup) == f"There is no file {backup}."
