"""Pages on which a desk is handed over, and on which a newcomer gets to know hers."""
