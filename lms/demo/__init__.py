"""The demo organisation: its pages, its people and two courses. Installed only where DEMO can be on."""

from lms.demo.people import PASSWORD, PEOPLE

__all__ = ["PASSWORD", "PEOPLE"]
