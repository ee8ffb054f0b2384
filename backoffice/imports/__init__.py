"""Brings an office in from files: each kind of file is read, checked against what is known, and then stored.

A file is read by `read_…` (values and problems, nothing stored) and kept by `store_…` inside the caller's transaction.
`office.import_office` does a whole folder; the upload pages call the same functions for one file.
"""
