"""What a key of a desk may read and write: the desk's own projects, establishments and returns, and no more."""
