"""Ask a running application for filled pages from several threads at once: latency by page, and every error.

`python bench/load.py [--url http://localhost:8050] [--email manager@demo] [--threads 8] [--seconds 20]`
"""

import argparse
import http.client
import threading
import time
import urllib.parse
from collections import Counter

import numpy as np

PAGES = (
    "/live", "/", "/kpi/scrap_rate", "/kpi/scrap_rate?mode=analytics&period=90d", "/kpi/oee?mode=analytics&period=30d",
    "/category/machines", "/reports",
)  # fmt: skip


class Visitor:
    """A signed-in user with one kept connection."""

    def __init__(self, url: str, email: str, password: str) -> None:
        self.server = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
        self.url = url
        form = urllib.parse.urlencode({"email": email, "password": password})
        self.server.request("POST", "/signin", form, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = self.server.getresponse()
        answer.read()
        if answer.status != 303:
            raise SystemExit(f"{email} cannot sign in: {answer.status}")
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]

    def ask(self, page: str) -> tuple[int, int]:
        """Status and bytes of a page's layout, which holds all its numbers."""
        headers = {"Cookie": self.cookie, "Referer": self.url + page, "Accept-Encoding": "gzip"}
        self.server.request("GET", "/_dash-layout", headers=headers)
        answer = self.server.getresponse()
        return answer.status, len(answer.read())


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--url", default="http://localhost:8050")
    asked.add_argument("--email", default="manager@demo")
    asked.add_argument("--password", default="prodstream-demo")
    asked.add_argument("--threads", type=int, default=8)
    asked.add_argument("--seconds", type=float, default=20)
    options = asked.parse_args()
    took: dict[str, list[float]] = {page: [] for page in PAGES}
    failed: Counter[str] = Counter()
    # before the threads: in one of them nobody would hear that it is not let in
    visitors = [Visitor(options.url, options.email, options.password) for _ in range(options.threads)]
    end = time.monotonic() + options.seconds

    def visit(visitor: Visitor, first: int) -> None:
        at = first
        while time.monotonic() < end:
            page, at = PAGES[at % len(PAGES)], at + 1
            before = time.monotonic()
            try:
                status, _ = visitor.ask(page)
            except (OSError, http.client.HTTPException) as error:
                visitor.server.close()
                failed[f"{page}: {type(error).__name__}"] += 1
                continue
            took[page].append(time.monotonic() - before)
            if status != 200:
                failed[f"{page}: {status}"] += 1

    threads = [threading.Thread(target=visit, args=(visitor, at)) for at, visitor in enumerate(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for page, times in took.items():
        ms = [f"{1000 * np.quantile(times, share):7.0f}" for share in (0.5, 0.95, 1)] if times else []
        print(f"{page:<45} {len(times):5} asked, ms p50 p95 max: {' '.join(ms)}")
    print(f"{sum(map(len, took.values())) / options.seconds:.1f} pages/s, {sum(failed.values())} errors {dict(failed)}")


if __name__ == "__main__":
    main()
