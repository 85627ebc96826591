"""Why a map or a file cannot be used at all; a single row is rejected instead."""


class MapError(ValueError):
    """A sentence that names the key of the map that is wrong."""


class FileError(ValueError):
    """A sentence that says why nothing of the file can be read."""
