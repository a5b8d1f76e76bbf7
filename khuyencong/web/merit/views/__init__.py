"""Pages of scores and awards, one module a kind of dossier."""
