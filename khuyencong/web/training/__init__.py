"""Units of training: read by everybody, checked, and who at an agency has passed which."""
