"""What the law lists, by date: for now the nine contents of the programme and their report lines.

In here: dated rows with their source and whether the source was read. Not in here: judging a project by them
(that is `rules`). Looks down at organisations and places.
"""
