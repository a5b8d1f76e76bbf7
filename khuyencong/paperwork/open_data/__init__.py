"""Open data as files: tables with their columns described, grants in the 360Giving standard, the catalogue."""

from khuyencong.paperwork.open_data.catalogue import LiveList, as_turtle, catalogue
from khuyencong.paperwork.open_data.columns import SCHEMA, TABLES, Column, Table
from khuyencong.paperwork.open_data.files import About, open_files

__all__ = ["SCHEMA", "TABLES", "About", "Column", "LiveList", "Table", "as_turtle", "catalogue", "open_files"]
