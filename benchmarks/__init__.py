"""How fast the pages are on many tickets: `make bench SIZE=n` (docs/performance.md)."""
