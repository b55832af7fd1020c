"""Orchestration: intake of the hot folder and the Prefect flows. The only room that knows Prefect."""
