"""Questions about figures, each answered in a fixed number of SELECTs."""
