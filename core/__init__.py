"""What every room may use and what uses none of ours: errors, settings, wording, outcomes, versions."""
