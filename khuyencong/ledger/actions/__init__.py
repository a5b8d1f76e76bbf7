"""Writing the ledger: one door, append-only."""

from khuyencong.ledger.actions.posting import Said, open_book, post, reverse

__all__ = ["Said", "open_book", "post", "reverse"]
