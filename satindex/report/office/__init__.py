"""What the Word and the PowerPoint report share: inert texts, native charts, templates, files that repeat."""
