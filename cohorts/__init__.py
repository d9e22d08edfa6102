"""Cohorts: from application through seven Mondays to election. Rooms move in as they are built."""
