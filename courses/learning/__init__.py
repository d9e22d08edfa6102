"""What a learner does: enrolment, progress, kept words and completion."""
