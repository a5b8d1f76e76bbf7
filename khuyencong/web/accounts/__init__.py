"""Signing in and out, second factors, sessions, which desk one acts for. allauth's flows, our words."""
