"""The law as dated rows: documents, contents, norms of support, lists; and how they change.

In here: rows with validity, document, clause and whether the original was read, their files, and proposals
with a second pair of eyes; answers and units of training that are told by these rows. Not in here: the
arithmetic of a judgement (that is `rules`). Looks down at handover, organisations, places and workflow.
"""
