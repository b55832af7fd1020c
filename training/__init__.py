"""The makers of the data in `models/`: line readers, stamp detector, vote, language model, tables."""
