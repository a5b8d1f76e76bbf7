"""The officers' door: pages in Vietnamese over the queries, actions and documents of the rooms below.

In here: addresses, views, forms, templates, components, style. Not in here: arithmetic, rules, writes other
than through `actions`. Looks down at paperwork, reporting, norms, organisations, places and rules.
"""
