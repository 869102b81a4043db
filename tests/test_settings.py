import pytest

import settings as module
from settings import ROOT, Settings, SettingsError, settings


@pytest.fixture(autouse=True)
def anew():
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_documentation_is_fresh():
    assert (ROOT / "docs/settings.md").read_text() == module.document()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"), ("PORT", "70000"), ("TENANT_MODE", "own"), ("FACTORY_DATABASE_URL", "sqlite:///one.db"),
        ("DATABASE_URL", "nonsense"), ("DATABASE_URL", "postgresql://db/kpi"), ("DATABASE_URL", "mysql://kpi:x@db/kpi"),
        ("REDIS_URL", "cache:6379"), ("REDIS_URL", "redis://cache:6379/5"),
        ("SMTP_URL", "mail.example.com:25"), ("SMTP_URL", "http://mail.example.com"),
    ],
)  # fmt: skip
def test_a_malformed_setting_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        settings()


def test_an_unknown_name_in_the_env_file_is_named(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("DATABSE_URL=sqlite:///x.db\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    with pytest.raises(SettingsError, match="DATABSE_URL"):
        settings()


def test_an_unknown_name_is_told_with_the_near_one(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("PROT=8051\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    with pytest.raises(SettingsError, match=r"unknown setting PROT in \.env; did you mean PORT\?"):
        settings()


def test_a_password_is_not_told(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://kpi:hush@db.example.com/kpi")
    with pytest.raises(SettingsError, match=r"mysql://kpi:\*\*\*@db.example.com/kpi.*mysql\+pymysql://") as told:
        settings()
    assert "hush" not in str(told.value)


def test_redis_databases_are_told_apart(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://cache:6379/")
    assert settings().redis(2) == "redis://cache:6379/2"
    monkeypatch.setenv("REDIS_URL", "unix:///run/redis.sock")
    settings.cache_clear()
    assert settings().redis(3) == "unix:///run/redis.sock?db=3"


def test_the_secret_is_made_once_and_kept_private(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = settings().secret()
    assert settings().secret() == first
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o077 == 0


def test_links_lead_to_where_the_application_listens(monkeypatch):
    monkeypatch.delenv("BASE_URL", raising=False)
    monkeypatch.setenv("PORT", "8123")
    assert settings().home == "http://localhost:8123"
    monkeypatch.setenv("BASE_URL", "https://kpi.example.com")
    settings.cache_clear()
    assert settings().home == "https://kpi.example.com"
