"""Verification of the record: read raw, walked stream by stream, and the first break named for what it is."""

from workflows.audit.verifying.breaks import Break, Kind
from workflows.audit.verifying.walk import Verdict, verify

__all__ = ["Break", "Kind", "Verdict", "verify"]
