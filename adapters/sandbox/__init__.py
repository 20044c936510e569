"""A Telegram and a VK on loopback, over real HTTP, that refuse what the real ones refuse. For tests and for play without tokens."""
