"""Worker and scheduler wait for a Redis that does not do its work, and begin anew."""

import os

import pytest
from redis.exceptions import ConnectionError, ResponseError, TimeoutError

from jobs import patient


@pytest.mark.parametrize(
    "error", [ConnectionError("gone"), TimeoutError("hangs"), ResponseError("MISCONF disk is full")]
)
def test_a_redis_that_fails_ends_nothing(redis_url, monkeypatch, error):
    begun = []
    monkeypatch.setattr(patient, "PAUSE_S", 0.0)
    monkeypatch.setattr(os, "execv", lambda _program, arguments: begun.append(arguments[1:]))

    def work(_redis):
        raise error

    patient.patiently("jobs.worker", work)
    assert begun == [["-m", "jobs.worker"]]


def test_another_error_is_not_waited_out(redis_url):
    with pytest.raises(ZeroDivisionError):
        patient.patiently("jobs.worker", lambda _redis: 1 / 0)
