"""Pages of the register of establishments: list, one row with all it has, writing, merging, files."""
