"""Pages about what came of projects after their acceptance; one of them is the public's, by a secret link."""
