"""Pages about projects: the list, drafting step by step, one project with its life."""
