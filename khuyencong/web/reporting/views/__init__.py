"""Pages about figures: the region, the rows behind a number, returns in, reports out, search."""
