"""Bringing recorded contacts in from a published file: `manage.py import_contacts` (docs/importing.md).

maps reads what a publication's columns and words mean, reading gives a file's records with their lines,
rows checks one record, loading brings them in batch by batch through the action.
"""
