"""The local page: both messengers side by side, through the real adapters and over the sandbox's HTTP."""
