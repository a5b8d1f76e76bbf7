"""Pages of waiting work: one's own, the agency's, the calendar of deadlines, and files that were asked for."""
