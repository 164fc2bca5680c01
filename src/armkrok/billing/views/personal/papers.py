"""What the links in the mails about invoices open."""
