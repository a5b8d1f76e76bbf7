"""Pages on what is being carried out: what stands in the way, what was bought, what an inspection found."""
