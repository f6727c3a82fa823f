"""The project file: saving, reading, the journal of unsaved work, recovery, export."""
