"""VK: decode, render, media, deliver, intake. Knows no rule of play."""
