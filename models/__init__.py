"""What the steps are driven by, as data: lexicons, language model, patterns; each beside a card, and the makers."""
