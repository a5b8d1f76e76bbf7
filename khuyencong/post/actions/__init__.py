"""What post does: jobs, the worker's steps, letters."""
