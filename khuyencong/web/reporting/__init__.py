"""Pages about figures, returns and reports."""
