"""Questions about background work, mail and working days."""
