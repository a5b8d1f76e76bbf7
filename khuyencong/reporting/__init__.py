"""Figures of the programme: published and reported, consolidated, reconciled, issued.

In here: sources, append-only figures, claims, consolidation by region and nation, issued reports. Not in here:
cells, colours, layout. Looks down at norms, organisations and places.
"""
