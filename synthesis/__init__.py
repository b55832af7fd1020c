"""Made documents: text in, worn page images and exact truth out. For samples, tests and measurements."""
