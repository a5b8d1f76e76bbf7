"""The officers' door to scores of capability and the awards of the year."""
