"""Schemas to forms, answers to breaches, everything to display texts. No request, no database, no clock."""
