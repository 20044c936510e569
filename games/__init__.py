"""The games. Each is a module or a folder with content; none knows another, an adapter or the store."""
