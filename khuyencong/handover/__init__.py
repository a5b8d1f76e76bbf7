"""Giving a desk to another person with all that waits there (bàn giao): list, two signatures, change of seats.

In here: hand-overs, what was listed at the moment of signing, who may give, order and take, which units of
training somebody passed. Not in here: desks and seats themselves (organisations), what waits and until when
(workflow, post), the minute as a document, what the units say (norms).
"""
