"""What the law and the books say, as pure functions of numbers and dates.

In here: money, printed figures, reconciliation, consolidation, re-basing, row checks of workbooks.
Not in here: Django, files, the clock, input or output of any kind. Looks down at nothing.
"""
