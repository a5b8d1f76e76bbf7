"""Writing the ledger: one door, append-only."""

from khuyencong.ledger.actions.posting import Said, book_for, fresh, open_book, post, reverse

__all__ = ["Said", "book_for", "fresh", "open_book", "post", "reverse"]
