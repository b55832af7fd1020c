"""Orchestration: the Prefect flows, their schedules and the server. The only room that knows Prefect."""
