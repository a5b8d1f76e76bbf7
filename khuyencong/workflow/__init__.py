"""What was done and what waits: the trail of who did what at which desk, and open tasks of desks.

In here: lifecycles, the append-only, hash-chained trail, tasks with their deadlines, presses done once. Not in
here: what a particular dossier means, people and desks themselves (they are codes here). Looks down at rules
only.
"""
