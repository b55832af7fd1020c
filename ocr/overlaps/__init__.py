"""Print and stamps that lie on each other: crossed lines, second looks, whose words are whose."""
