"""Khuyến công: Vietnam's programme of industrial promotion, from a workshop's need to the nation's report."""
