"""Text lines and their layout -> identifier matches."""
