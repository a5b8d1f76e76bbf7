"""The columns of a table that people fill in, as the form names them and as people write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from khuyencong.rules.text import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its key, heading, other headings it is known by, the longest text, and help for the form."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    longest: int = 300
    help: str = ""
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A table of the form: its columns, and what one row of it is called ("cơ sở", "đề án")."""

    columns: tuple[Column, ...]
    row: str
    most: int

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """The key of a column by every name it is known by, folded."""
        return {compact(name): each.key for each in self.columns for name in (each.heading, *each.aliases)}

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        """The columns by their keys."""
        return {each.key: each for each in self.columns}

    @cached_property
    def example(self) -> Mapping[str, str]:
        """The row that the form shows and that is never taken."""
        return {each.key: each.example for each in self.columns}
