"""sohoa (số hoá): from a folder of scans to an archive one can trust. The command line and doctor."""
