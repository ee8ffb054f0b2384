"""Commands of the back-office; each says what it does with --help."""
