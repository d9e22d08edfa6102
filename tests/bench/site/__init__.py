"""Two bare pages, installed by ``tests.bench.settings`` alone."""
