"""Vietnamese words: orthography, syllables, the language model, correction, the lexicon."""
