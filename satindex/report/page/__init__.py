"""What the HTML page is made of: its words, and its contents before they are laid out."""
