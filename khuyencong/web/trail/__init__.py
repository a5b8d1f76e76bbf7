"""Reading the trail: who did what, at which desk, before and after, why."""
