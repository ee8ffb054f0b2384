"""Whether an export of a record is what was written: `AUDIT_KEY=… python3 verify.py export.jsonl [SEAL …]`.

SEAL is the file of a seal, or its printed code between quotes; ANCHOR_KEY, the key of seals, checks that the file is
genuine. Exit 0 sound, 1 broken, 2 not an export. An export's first line names the heads of the streams; each further
line is a record: the signed values in their canonical form, the signature before and its own, its particulars and its
changes; the last line names rows of history that no record covers. Of the standard library alone.
"""

import json
import os
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from workflows.audit.canonical import signature, text_of
from workflows.audit.verifying.anchors import Anchor, Heads, read_anchor
from workflows.audit.verifying.breaks import Break, Row
from workflows.audit.verifying.covering import Covered, Particulars
from workflows.audit.verifying.walking import verify


class Export:
    """The records of an export; ValueError where it is none. A line that is no record is a broken one, not a crash."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begins: dict[int, array[int]] = {}  # of each stream, where its lines begin
        self._strangers: list[tuple[str, int]] = []
        with path.open("rb") as lines:
            first = lines.readline()
            self._heads, self._begin = heads_in(first, path), heads_in(first, path, "begin")
            at, row = lines.tell(), Row(0, 0, 0, "", "")
            for line in lines:
                if line.startswith(b'{"strangers"'):
                    self._strangers = [(str(table), int(key)) for table, key in json.loads(line)["strangers"]]
                else:
                    row = _read(line, row)
                    self._begins.setdefault(row.stream, array("Q")).append(at)
                at += len(line)

    def heads(self) -> Heads:
        """As the first line has them, and the streams of lines that it does not name."""
        return {**dict.fromkeys(self._begins, (0, "")), **self._heads}

    def begin(self) -> Heads:
        """Behind which records an archive begins; nothing where the file begins at the start."""
        return self._begin

    def rows(self, stream: int, since: int) -> Iterator[Row]:
        """The stream's lines, in the order of the file, in which an export writes them."""
        row = Row(0, stream, 0, "", "")
        with self.path.open("rb") as lines:
            for begin in self._begins.get(stream, ()):
                lines.seek(begin)
                row = _read(lines.readline(), row)
                if row.seq > since:
                    yield row

    def strangers(self) -> Iterator[tuple[str, int]]:
        """As the last line has them."""
        return iter(self._strangers)

    def broken_notes(self) -> Iterator[Break]:
        """None: notes stay in the office, an export has the records about them."""
        return iter(())


def heads_in(line: bytes, path: Path, name: str = "heads") -> Heads:
    """The heads that the first line names; ValueError where it names none."""
    try:
        heads = json.loads(line)[name]
        return {int(stream): (int(seq), str(head)) for stream, seq, head in heads}
    except (ValueError, TypeError, KeyError) as wrong:
        raise ValueError(f"{path}: no heads of streams are named.") from wrong


def _read(line: bytes, before: Row) -> Row:
    try:
        found = json.loads(line)
        values = dict(found["values"])
        form = int(values.pop("form"))
        return Row(
            int(found["id"]), int(values["stream"]), int(values["seq"]), str(found["prev_hash"]), str(found["hash"]),
            values, True, form, _covered(Particulars, found["particulars"]),
            [_covered(Covered, each) for each in found["changes"]],
        )  # fmt: skip
    except (ValueError, TypeError, KeyError):
        return Row(0, before.stream, before.seq + 1, "", "", is_readable=False)


def _covered(kind: Any, found: dict[str, Any] | None) -> Any:
    """Particulars, or a row of history; a value without a canonical form was never covered."""
    if found is None:
        return None
    values = found.pop("values")
    try:
        text = text_of(values) if values is not None else None
    except (TypeError, AttributeError):
        text = None
    return kind(**found, text=text)


def _anchor(argument: str) -> Anchor:
    path = Path(argument)
    text = argument if " " in argument else path.read_text(encoding="utf-8")
    return read_anchor(text, os.environ.get("ANCHOR_KEY", ""))


def signed(key: str, row: Row, place: int, previous: str) -> str:
    """The signature of values that stand in their canonical form already, as an export has them."""
    try:
        return signature(key, previous, {**row.values, "seq": place}, row.form)
    except (TypeError, ValueError):
        return ""  # a value without a canonical form was never signed


def main(arguments: Sequence[str]) -> int:
    """Verify the export that is named, against the anchors that are; say what was found."""
    key = os.environ.get("AUDIT_KEY", "")
    if not arguments or not key:
        sys.stderr.write("Usage: AUDIT_KEY=… python3 verify.py EXPORT.jsonl [SEAL …]\n")
        return 2
    try:
        anchors = [_anchor(each) for each in arguments[1:]]
        found = verify(Export(Path(arguments[0])), partial(signed, key), anchors=anchors)
    except (ValueError, OSError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    sys.stdout.write(json.dumps(found.told()) + "\n")
    return 0 if found.sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
