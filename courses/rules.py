"""The rules of all rooms, where Django expects an app's rules; loading this file makes them known."""

from courses.assessment.work import rules as work_rules
from courses.certificates import rules as certificates_rules
from courses.learning import rules as learning_rules

__all__ = ["certificates_rules", "learning_rules", "work_rules"]
