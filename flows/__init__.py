"""The Prefect flows. Only this package knows of Prefect, and `pipeline` knows nothing of it."""

import os

# Prefect reads its settings when it is imported. Nothing may look up outside hosts, and a new database
# takes the server of a single run more than the 20 seconds that it is given.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
