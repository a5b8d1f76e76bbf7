"""Money: given, committed, advanced, paid, settled; append-only, every đồng in exactly one stage."""
