"""Knowledge checks: attempts, marked on the server."""
