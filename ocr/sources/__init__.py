"""Page sources: files and folders of images become pages."""
