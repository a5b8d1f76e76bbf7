"""How hard the property tests try. `make rules` asks for the quick profile and loads this folder only."""

from hypothesis import settings

settings.register_profile("thorough", deadline=None, max_examples=100)
settings.register_profile("quick", deadline=None, max_examples=8)
settings.load_profile("thorough")
