"""What is measured and not promised by a test: each by its own command, in ratios of one run."""
