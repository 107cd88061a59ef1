"""Demonstration data: made-up people at every state of the journey, resettable by one command."""

from zcforms.demo.people import DemoPerson, people
from zcforms.demo.prepare import already_there, pass_days, prepare

__all__ = ["DemoPerson", "already_there", "pass_days", "people", "prepare"]
