"""From scores to repurchase: models, their fit, and what drives the outcome."""
