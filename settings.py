"""Every setting, typed, with its default. The only reader of the environment; imports nothing of ours."""

import difflib
import re
import secrets
import sys
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent
DATABASES = ("mysql+pymysql://", "sqlite://")


class SettingsError(Exception):
    """A setting is malformed; the message names it and the way out."""


class Settings(BaseSettings):
    """Read from the environment, then from `.env`; names are the upper-case field names."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="forbid")

    var_dir: Path = Field(ROOT / "var", description="Embedded database, Redis socket, reports and outbox live here")
    database_url: str = Field("", description="Central and shared database; empty: SQLite in VAR_DIR")
    tenant_mode: Literal["shared_database", "database_per_factory"] = Field(
        "shared_database", description="Where a new factory is put"
    )
    factory_database_url: str = Field("", description="Pattern with {slug} for a factory's own database")
    redis_url: str = Field("", description="Redis without database number; empty: our own, on a socket in VAR_DIR")
    cache_prefix: str = Field("prodstream", description="First part of every cache key")
    report_dir: Path | None = Field(None, description="Where reports are kept; empty: VAR_DIR/reports")
    report_retention_days: int = Field(365, ge=1, description="Reports older than this are deleted")
    smtp_url: str = Field("", description="smtp://user:password@host:port or smtps://; empty: into VAR_DIR/outbox")
    mail_from_address: str = Field("kpi@localhost", description="Sender of reports")
    mail_from_name: str = Field("ProdStream KPI", description="Sender's name")
    chromium: str = Field("", description="Chromium that draws the charts of reports; empty: the first one on the PATH")
    secret_key: str = Field("", description="Signs session cookies; empty: made once and kept in VAR_DIR/secret_key")
    base_url: str = Field("", description="Address that links in mails point to; empty: http://localhost:PORT")
    bind: str = Field("127.0.0.1", description="Address the web process listens on; 0.0.0.0: every one of this machine")
    port: int = Field(8050, ge=1, le=65535, description="Port of the web process")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Level of the log")

    @field_validator("database_url", "factory_database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if value and not value.startswith(DATABASES):
            raise ValueError("must begin with mysql+pymysql:// (MySQL and MariaDB) or sqlite:///")
        return value

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: str) -> str:
        if value and not re.fullmatch(r"rediss?://[^/?]+/?|unix://[^?]+", value):
            raise ValueError(
                "must be redis://[:password@]host[:port], rediss:// or unix:///path, without more"
            )
        return value

    @field_validator("smtp_url")
    @classmethod
    def _is_smtp(cls, value: str) -> str:
        if value and not (urlsplit(value).scheme in ("smtp", "smtps") and urlsplit(value).hostname):
            raise ValueError("must look like smtp://user:password@host:587 or smtps://user:password@host")
        return value

    @field_validator("factory_database_url")
    @classmethod
    def _has_slug(cls, value: str) -> str:
        if value and "{slug}" not in value:
            raise ValueError("must contain {slug}, e.g. mysql+pymysql://kpi:secret@db/kpi_{slug}")
        return value

    @property
    def database(self) -> str:
        """The central database's URL."""
        return self.database_url or f"sqlite:///{self.var_dir / 'prodstream.db'}"

    def factory_database(self, slug: str) -> str:
        """The URL of a factory's own database."""
        return (self.factory_database_url or f"sqlite:///{self.var_dir}/factory_{{slug}}.db").format(slug=slug)

    def redis(self, number: int) -> str:
        """URL of one Redis database: 0 pages and sessions, 1 KPI cache, 2 live cache, 3 queues."""
        base = self.redis_url or f"unix://{self.var_dir / 'redis.sock'}"
        return f"{base}?db={number}" if base.startswith("unix://") else f"{base.rstrip('/')}/{number}"

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the pages."""
        return f"http://{'localhost' if self.bind in ('127.0.0.1', '0.0.0.0') else self.bind}:{self.port}"  # noqa: S104

    @property
    def reports(self) -> Path:
        return self.report_dir or self.var_dir / "reports"

    @property
    def home(self) -> str:
        """Where a reader of a mail finds the pages."""
        return self.base_url or self.address

    def secret(self) -> str:
        """SECRET_KEY, or one made at the first start and kept."""
        if self.secret_key:
            return self.secret_key
        path = self.var_dir / "secret_key"
        if not path.exists():
            self.var_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text()


@lru_cache
def settings() -> Settings:
    """The settings of this process; SettingsError names the one that is malformed."""
    try:
        return Settings()  # type: ignore[call-arg]  # pydantic fills the fields from the environment
    except ValidationError as error:
        raise SettingsError(_said(error)) from None  # the chain would show what was given, passwords too


def _said(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "settings"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, Settings.model_fields, n=1)
        hint = f"; did you mean {near[0].upper()}?" if near else ""
        return f"unknown setting {name.upper()} in .env{hint} (docs/settings.md)"
    given = re.sub(r"(?<=:)[^:@/]*(?=@)", "***", str(first.get("input")))
    return f"{name.upper()}={given!r}: {first['msg'].removeprefix('Value error, ')} (docs/settings.md)"


def document() -> str:
    """docs/settings.md: `python settings.py > docs/settings.md`."""
    lines = [
        "# Settings", "",
        "Generated by `python settings.py > docs/settings.md`. Set them in the environment or in a file `.env`",
        "beside the application. A malformed value, or a name in `.env` that is none of these, stops the start.", "",
        "| setting | default | |", "|---|---|---|",
    ]  # fmt: skip
    for name, field in Settings.model_fields.items():
        default = "var" if name == "var_dir" else field.default if field.default not in ("", None) else ""
        lines.append(f"| `{name.upper()}` | {f'`{default}`' if default != '' else ''} | {field.description} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
