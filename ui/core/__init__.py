"""What every part of the window shares: session, tasks, files, preferences, themes, words."""
