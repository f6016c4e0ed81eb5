"""What the two Zalo channels share."""
