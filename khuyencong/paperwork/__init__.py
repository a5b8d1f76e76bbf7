"""Papers in and out: a dataclass to bytes, and a workbook's bytes to checked rows.

In here: the layout of what is printed (.xlsx, .docx, charts) and the reading of what is sent in. Not in here:
queries and rules of its own; a number arrives ready and leaves unchanged. Looks down at reporting, norms,
organisations, places and rules.
"""
