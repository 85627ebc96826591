"""Sending files of any size, so that a broken download goes on where it broke (docs/downloads.md)."""
