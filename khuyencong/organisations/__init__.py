"""Who is who: agencies with dated names, officers, the three levels, and which rows an officer may see.

In here: agencies, users, roles, row scope. Not in here: dossiers, figures, money. Looks down at places.
"""
