"""From a definition to a questionnaire: what is asked, in which words, in which order."""
