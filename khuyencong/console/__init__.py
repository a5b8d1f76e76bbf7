"""The door for scripts and operators: the command `khuyencong`.

In here: reading arguments, calling actions and queries, printing. Not in here: rules, layout of documents.
Looks down at paperwork and everything under it; the site (`web`) is its neighbour.
"""
