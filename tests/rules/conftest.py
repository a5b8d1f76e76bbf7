"""How hard the property tests try. `make rules` asks for the quick profile and loads this folder only.

A busy machine draws slowly; that says nothing of the strategy, so it is no failure.
"""

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]
settings.register_profile("thorough", deadline=None, max_examples=100, suppress_health_check=SLOW)
settings.register_profile("quick", deadline=None, max_examples=8, suppress_health_check=SLOW)
settings.load_profile("thorough")
