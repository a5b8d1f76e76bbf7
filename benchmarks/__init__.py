"""How fast, as ratios within one run: what we do beside the least that could be done. Not part of the tests."""
