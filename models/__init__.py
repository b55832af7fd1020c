"""What the steps are driven by, as data: weights, lexicons, tables, each beside a card; and their loader."""
