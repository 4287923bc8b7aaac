"""What the page of a questionnaire says of itself."""
