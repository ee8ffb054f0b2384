"""Backups: the database as it stood at one moment, and the uploaded files, in one file; and the way back."""
