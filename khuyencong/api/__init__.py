"""The door for programs: what pages of `web` tell and do, as JSON under /api/v1/.

In here: endpoints over the same queries and actions, keys and scopes as a request carries them, limits, one
shape of refusal, the page that documents it all. Not in here: a rule that `web` does not have, HTML, tables.
Looks down at the rooms as `web` does, and never at `web`.
"""
