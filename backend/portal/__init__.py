"""The portal: the backend-for-frontend of Agent Portal, and the server of its screen.

A folder a feature, with the same file names inside: `endpoints` (routes), `schemas` (what goes over the
wire), `service` (rules), `repository` (storage), `access` (the little that other features may import).
`main.create_app` is the only place where parts are put together.
"""

__version__ = "0.1.0"
