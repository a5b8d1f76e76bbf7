"""Commands of the framework that the room does otherwise."""
