"""Ready-made states for designers; pure, stands on the core alone."""
