"""What both of Zalo's services have in common here: phones, files, webhooks, control calls."""
