"""Pages about plans: yearly requests, lists of selection, their comparison."""
