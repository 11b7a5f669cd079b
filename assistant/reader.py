"""Connections of the assistant's own role. They are never Django's, whose rights are the application's."""

from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

WHERE = ("host", "port", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
CONNECT_SECONDS = 3


def connect(using: str = "default") -> "psycopg.Connection[Any]":
    """Open a connection in a read-only transaction to come; raise psycopg.OperationalError."""
    application = connections[using].get_connection_params()
    connection = psycopg.connect(
        **{key: value for key, value in application.items() if key in WHERE},
        user=settings.ASSISTANT_ROLE,
        password=settings.ASSISTANT_PASSWORD,
        connect_timeout=CONNECT_SECONDS,
        application_name="assistant",
        prepare_threshold=None,
    )
    connection.read_only = True
    return connection
