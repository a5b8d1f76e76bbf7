"""Pages about money: where it stands, what was written in a project's books, contracts."""
