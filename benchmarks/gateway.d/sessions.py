"""Called by benchmarks/gateway-sessions, whose head says what is done."""

import argparse
import http.client
import json
import random
import statistics
import sys
import time

import servers
import soak

FEW = 10
MOST_RATIO = 2
TURN = "The quick brown fox jumps over the lazy dog. " * 45


class Client:
    """One connection to the gateway."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, method, path, body=None, headers=()):
        self.connection.request(method, path, body, {"Content-Type": "application/json", **dict(headers)})
        response = self.connection.getresponse()
        return response.status, response.read()

    def turn(self, session):
        """Milliseconds until the whole answer has arrived."""
        body = json.dumps({"model": "stub", "messages": [{"role": "user", "content": TURN}]})
        begin = time.perf_counter()
        status, answer = self.send("POST", "/v1/chat/completions", body, {"x-shimmy-session": session})
        if status != 200:
            sys.exit(f"gateway-sessions: status {status} in the session {session}: {answer.decode(errors='replace')}")
        return 1000 * (time.perf_counter() - begin)

    def forget(self, session):
        status, answer = self.send("DELETE", f"/v1/session/{session}")
        if status != 200:
            sys.exit(f"gateway-sessions: status {status} for DELETE of {session}: {answer.decode(errors='replace')}")

    def await_gateway(self, gateway):
        for _ in range(600):
            try:
                if self.send("GET", "/health")[0] == 200:
                    return
            except OSError:
                self.connection.close()
            time.sleep(0.1)
        sys.exit(f"gateway-sessions: the gateway does not answer\n{gateway.output()}")


def among_few(client, requests):
    """Times of second turns while there are ten sessions."""
    times = []
    while len(times) < requests:
        for number in range(FEW):
            client.turn(f"few-{number}")
        times += [client.turn(f"few-{number}") for number in range(FEW)]
        for number in range(FEW):
            client.forget(f"few-{number}")
    return times


def among_many(client, sessions, requests):
    """Times of second turns while there are many; each in another session."""
    for number in range(sessions):
        client.turn(f"many-{number}")
    return [client.turn(f"many-{number}") for number in random.Random(1).sample(range(sessions), min(sessions, requests))]


def main():
    parser = argparse.ArgumentParser(prog="gateway-sessions", description="See benchmarks/gateway-sessions --help.")
    parser.add_argument("--bench", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=2_000, help="measured requests of each kind")
    parser.add_argument("--java-options", default="", help="more options of the gateway's JVM")
    options = parser.parse_args()
    stub = servers.start_stub(options.bench, "127.0.0.1:0")
    gateway = servers.start("gateway", options.program, stub.url.removeprefix("http://").removesuffix("/v1"), options.java_options,
                            [f"--shimmy.gateway.session.max-count={options.sessions}", "--shimmy.gateway.session.max-size=256MB"])
    try:
        client = Client(int(gateway.url.removesuffix("/v1").rpartition(":")[2]))
        client.await_gateway(gateway)
        pid = soak.java_of(gateway.process.pid)
        # The first requests of a JVM are slow.
        among_few(client, options.requests)
        rows = []

        def measure(name, times):
            rows.append((name, statistics.median(times), soak.Sample(pid)))
            return rows[-1][1]

        before = measure(f"{FEW}", among_few(client, options.requests))
        many = measure(f"{options.sessions:,}", among_many(client, options.sessions, options.requests))
        for number in range(options.sessions):
            client.forget(f"many-{number}")
        after = measure(f"{FEW}, the others forgotten", among_few(client, options.requests))
        print("| sessions | p50 of a request, ms | " + " | ".join(soak.Sample.names) + " |")
        print("| --- " * (2 + len(soak.Sample.names)) + "|")
        for name, median, sample in rows:
            print(f"| {name} | {median:.2f} | " + " | ".join(f"{value:,.0f}" for value in sample.values) + " |")
        ratio = many / min(before, after)
        print(f"ratio of the medians, to the smaller one of 10 sessions: {ratio:.2f}")
        if ratio > MOST_RATIO:
            sys.exit(f"gateway-sessions: FAILED: the ratio is above {MOST_RATIO}")
    finally:
        gateway.stop()
        stub.stop()


if __name__ == "__main__":
    main()
