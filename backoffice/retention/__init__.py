"""What is kept how long: closed years move into sealed files, and what the law removes is erased; both recorded."""
