"""What people see of quality: measures, the report of the archive, the inspection page. Never writes to the archive."""
