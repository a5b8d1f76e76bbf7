"""A statement of the treasury or a bank beside the books: read, checked, matched, explained."""
