"""Where: provinces, districts and communes of every date, their lineage, and the programme's regions by date.

In here: dated units, former names, lineage, regions with members, tile maps, and the CSVs they are loaded from.
Not in here: agencies, figures, money. Looks down at rules.
"""
