"""Wagtail's news of pages becomes editions."""
