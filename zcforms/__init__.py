"""zcforms: forms as JSON-Schema documents, checks as declarative rules, one generic renderer."""

__version__ = "0.1.0"
