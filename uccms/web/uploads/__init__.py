"""Files that people send: their kind, the text in them, pictures of their pages (docs/attachments.md)."""
