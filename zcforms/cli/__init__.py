"""The command line. `main` is the `zcforms` command; a module a group of commands."""

from zcforms.cli.certificates import certificates
from zcforms.cli.commands import main
from zcforms.cli.jobs import jobs
from zcforms.cli.organisations import organisations
from zcforms.cli.plans import plan
from zcforms.cli.rules import rules

main.add_command(plan)
main.add_command(rules)
main.add_command(certificates)
main.add_command(jobs)
main.add_command(organisations)

__all__ = ["main"]
