"""What both messengers' adapters share: the HTTP session and the rates."""
