"""The image of a page: cleanup, geometry, deskew, dirt, connected components."""
