"""What the Bot Platform and Official Accounts have alike."""
