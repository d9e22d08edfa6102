"""Courses: content, learning, assessment and certificates."""
