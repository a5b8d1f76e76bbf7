"""Changing, holding, stopping a running project; and its whole history in one line of time."""
