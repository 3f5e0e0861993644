"""The administrator's pages: accounts, teams, tokens, the audit log, and what is kept for how long."""

from __future__ import annotations

from typing import Final

from web.pages.administration import accounts, audit_log, personal_data, teams, tokens

ROUTERS: Final = (accounts.router, personal_data.router, teams.router, tokens.router, audit_log.router)
