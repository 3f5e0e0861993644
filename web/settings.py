"""Where Amends runs and keeps its things: every value from the environment, every secret made on the spot."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from web.secret_files import secret_in
from web.start_up import StartUpError

REPOSITORY: Final = Path(__file__).resolve().parent.parent


def _whole(folder: Path) -> Path:
    """The folder whatever the directory of the process that reads it next."""
    return folder.resolve()


def _whole_url(url: str) -> str:
    """The same of a SQLite file in a database's URL."""
    if not url:
        return url
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError("it is no URL of a database, such as postgresql://user@host/name") from error
    file = parsed.database or ""
    if parsed.get_backend_name() != "sqlite" or file in ("", ":memory:") or file.startswith("file:"):
        return url
    return parsed.set(database=str(Path(file).resolve())).render_as_string(hide_password=False)


def _proxies(written: str) -> str:
    """Addresses and networks, separated by commas; a name or a slip would be believed of nobody without a word."""
    hosts = [host.strip() for host in written.split(",") if host.strip()]
    for host in hosts:
        try:
            ip_network(host)
        except ValueError as error:
            raise ValueError(f"{host} is neither an address nor a network such as 10.0.0.0/24") from error
    return ",".join(hosts)


Folder = Annotated[Path, AfterValidator(_whole)]


class Settings(BaseSettings):
    """Read from ``AMENDS_…`` (docs/reference/settings.md). Secrets are no settings but files in the data folder."""

    model_config = SettingsConfigDict(env_prefix="AMENDS_", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    data_dir: Folder = REPOSITORY / "var"
    content_dir: Folder = REPOSITORY / "data"
    database_url: Annotated[str, AfterValidator(_whole_url)] = ""
    redis_url: str = ""
    cookie_secure: bool = False
    trusted_proxies: Annotated[str, AfterValidator(_proxies)] = ""
    retention_days: int | None = Field(default=None, ge=1, le=36_500)

    @property
    def database(self) -> str:
        """The database's URL: PostgreSQL where one is set, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'amends.db'}"

    @property
    def shown_database(self) -> str:
        """The database's URL for messages, without its password."""
        return make_url(self.database).render_as_string(hide_password=True)

    @property
    def rasa(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    def channel_secret(self) -> str:
        """What web shows Rasa's channel in ``X-Amends-Secret``; made at the first call, the same ever after."""
        return secret_in(self.data_dir, "channel-secret")

    def rasa_token(self) -> str:
        """Rasa's ``--auth-token``; made at the first call, the same ever after."""
        return secret_in(self.data_dir, "rasa-token")


def settings_from_environment() -> Settings:
    """The settings of this process; raises StartUpError where a variable can't be what it must be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = "AMENDS_" + "_".join(str(part) for part in first["loc"]).upper()
        # A database's URL may hold a password, and messages end up in logs.
        given = "unfit" if name == "AMENDS_DATABASE_URL" else repr(first["input"])
        raise StartUpError("W0104", f"{name} is {given}: {first['msg']}. Correct or unset it.") from error
