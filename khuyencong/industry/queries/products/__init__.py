"""Questions about choosing outstanding products: what the law says on a day, rounds, tallies, the catalogue."""
