"""Line segmentation: where the lines of print are, ruling lines and the cells of tables, rows that no box covers."""
