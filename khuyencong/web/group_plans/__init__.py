"""The door to plans of group projects (Mẫu 11)."""
