"""`python -m portal.recover EMAIL`: the way back in for whoever runs the machine.

Sets a new password, read from the terminal or the first line of standard input, makes the account an enabled
admin, forgets failed sign-ins and ends the account's sessions. The portal may run meanwhile.
"""

import getpass
import sys

from kit.log import configure_logging
from portal.db.engine import DatabaseError
from portal.main import MIN_PASSWORD, Parts
from portal.settings import SettingsError, load_settings


def main(arguments: list[str]) -> None:
    """Exits with one sentence on stderr when something is wrong."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit("usage: python -m portal.recover EMAIL")
    try:
        parts = Parts(load_settings())
        configure_logging("warning", "portal")
        parts.prepare()
    except (SettingsError, DatabaseError) as error:
        sys.exit(str(error))
    password = getpass.getpass("New password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < MIN_PASSWORD:
        sys.exit(f"The password must have at least {MIN_PASSWORD} characters.")
    if not parts.auth.recover(arguments[0], password):
        sys.exit(f"There is no account {arguments[0]}.")
    parts.database.close()
    print(f"{arguments[0]} is an admin with the new password; all its sessions have ended.")


if __name__ == "__main__":
    main(sys.argv[1:])
