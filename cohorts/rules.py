"""The rules of all rooms, where Django expects an app's rules; loading this file makes them known."""

from cohorts.programmes import rules as programmes_rules

__all__ = ["programmes_rules"]
