"""What the work of units and departments is scored by: their events, and the scores of a round."""
