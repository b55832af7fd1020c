"""The image of a page: cleanup, geometry, deskew, dewarp, dirt, connected components."""
