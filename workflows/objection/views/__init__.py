"""The pages of an objection: objecting, hearing, reading."""
