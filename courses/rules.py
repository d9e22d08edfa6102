"""The rules of all rooms, where Django expects an app's rules; loading this file makes them known."""

from courses.learning import rules as learning_rules

__all__ = ["learning_rules"]
