"""Where Amends runs and keeps its things: every value from the environment, every secret made on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from web.secret_files import secret_in
from web.start_up import StartUpError

REPOSITORY: Final = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from ``AMENDS_…`` (docs/reference/settings.md). Secrets are no settings but files in the data folder."""

    model_config = SettingsConfigDict(env_prefix="AMENDS_", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    data_dir: Path = REPOSITORY / "var"
    content_dir: Path = REPOSITORY / "data"
    database_url: str = ""
    redis_url: str = ""
    cookie_secure: bool = False
    retention_days: int | None = Field(default=None, ge=1, le=36_500)

    @property
    def database(self) -> str:
        """The database's URL: PostgreSQL where one is set, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'amends.db'}"

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
        raise StartUpError("W0104", f"{name} is {first['input']!r}: {first['msg']}. Correct or unset it.") from error
