"""The fields of the catalogue: found in header, signatures and stamps, checked against each other, routed."""
