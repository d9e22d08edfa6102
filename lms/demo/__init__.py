"""The demo organisation: its pages, its people and two courses. Installed only where DEMO is on."""
