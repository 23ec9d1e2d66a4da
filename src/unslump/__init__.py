"""Unslump: a calm desk-break and back-stretch coach that lives on your own computer."""

__version__ = "0.1.0"
