"""Periodic returns: which are owed, and what is written into them."""

from khuyencong.reporting.actions.periodic.expecting import expect

__all__ = ["expect"]
