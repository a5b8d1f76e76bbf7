"""Open data for everybody: published projects, where a dossier is by its code, releases and their files."""
