"""The trainer's pages: customers in a list, one customer, its editor, its versions, and files in and out."""

from __future__ import annotations

from typing import Final

from web.pages.trainer import customers, editor, files, versions

ROUTERS: Final = (customers.router, editor.router, files.router, versions.router)
