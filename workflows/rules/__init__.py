"""Rules as pure functions of values: standard library only, no database, no clock, no settings."""
