"""Certificates: issued once, made as PDF by a job, verified by anyone."""
