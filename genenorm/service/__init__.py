"""The service: one ASGI application over a reference index, for pages, programs and other tools of the field."""
