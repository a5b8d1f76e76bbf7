"""The porch: settings, URLs, WSGI. It places every room and is imported by none."""
