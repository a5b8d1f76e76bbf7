"""Pages about plans: the yearly request of a province."""
