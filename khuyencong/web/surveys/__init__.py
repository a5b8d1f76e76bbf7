"""Surveys of needs, at the desk: rounds, targets, answers, conflicts, what is wished for."""
