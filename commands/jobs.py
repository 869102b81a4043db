"""`jobs status` and `jobs retry`."""

from typing import Annotated

import typer
from redis.exceptions import RedisError

from commands.common import Failed, Json, WrongInput, print_json, print_table
from data.tenancy.claims import last_claims
from jobs import status as queue_status

app = typer.Typer(no_args_is_help=True, help="The jobs.")
NO_REDIS = "Redis does not answer, so there are no queues: start it (make run), or correct REDIS_URL"


@app.command()
def status(as_json: Json = False) -> None:
    """Queues, workers, failed jobs and what was claimed last (times in UTC)."""
    try:
        found = queue_status.status()
    except RedisError as error:
        raise Failed(f"{NO_REDIS} ({error})") from error
    claims = last_claims()
    if as_json:
        print_json({**vars(found), "claims": claims})
        return
    print_table(["queue", "queued", "started", "deferred", "scheduled", "failed", "finished"], found.queues)
    print()
    print_table(["worker", "state", "queues", "job", "last heartbeat"], found.workers)
    if found.failed:
        print()
        print_table(["failed job", "queue", "at", "error"], found.failed)
    print()
    print_table(["factory", "job", "last due", "claimed"], claims.itertuples(index=False))


@app.command()
def retry(job_id: Annotated[str, typer.Argument(help="Id of a failed job, or `all`.")]) -> None:
    """Put a failed job back into its queue."""
    try:
        ids = queue_status.retry(job_id)
    except queue_status.UnknownJob as error:
        raise WrongInput(str(error)) from error
    except RedisError as error:
        raise Failed(f"{NO_REDIS} ({error})") from error
    print("\n".join(f"queued again: {job}" for job in ids) or "no job has failed")
