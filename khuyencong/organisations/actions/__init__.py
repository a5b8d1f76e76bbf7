"""Setting up agencies; opening desks, seating people, moving desks with a merger."""

from khuyencong.organisations.actions.agencies import load_agencies
from khuyencong.organisations.actions.desks import add_officer, close_seats, merge_agency, open_desk, seat

__all__ = ["add_officer", "close_seats", "load_agencies", "merge_agency", "open_desk", "seat"]
