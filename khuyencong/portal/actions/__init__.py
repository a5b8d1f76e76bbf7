"""Writing: shelves and who has a hand on them, votes, readings, campaigns; what the timetable runs."""
