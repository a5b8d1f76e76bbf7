"""Pages about decisions on plans: what waits to be decided, one decision, its papers."""
