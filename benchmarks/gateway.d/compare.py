"""Called by benchmarks/gateway, whose head says what is measured."""

import argparse
import os
import platform
import statistics
import sys

import servers

STREAM = ("-stream", "-tokens", "32")
PACED = ("-clients", "64", "-rate", "128")
# Name, seconds, options of the clients.
PHASES = (
    ("one client", 2, ("-clients", "1")),
    ("64 paced", 4, PACED),
    ("500 KB", 2, ("-clients", "1", "-body", "500000")),
    ("stream, one client", 2, ("-clients", "1", *STREAM, "-gap", "1ms")),
    ("streams, 64 paced", 4, (*PACED, *STREAM, "-gap", "1ms")),
    ("JSON, as fast as possible", 2, ("-clients", "64")),
    ("streams, as fast as possible", 2, ("-clients", "64", *STREAM)),
)
# Requests that the gateway translates, beside the same as a chat.
PROTOCOLS = (("claude", "Claude's protocol"), ("responses", "the Responses API"),
             ("stored", "with store: true"))
TRANSLATED = (
    ("20 KB", ("-clients", "1"), 1),
    ("500 KB with 100 tools", ("-clients", "1", "-body", "470000", "-tools", "100"), 10),
)
LATENCY = (("1 client", "one client", "all"), ("64 paced", "64 paced", "all"), ("500 KB", "500 KB", "all"),
           ("first token, 1 client", "stream, one client", "first"), ("first token, 64 paced", "streams, 64 paced", "first"))
GOALS = {"1 client": "0.30, 5", "64 paced": "0.50, 5", "500 KB": "3.00, -", "first token, 1 client": "0.30, 5",
         "first token, 64 paced": "0.50, 5"}


class Results:
    """What each round measured of each server in each phase."""

    def __init__(self):
        self.values, self.failures = {}, {}
        # The gateway's peak of each round, before and after what it translates.
        self.peaks = []

    def add(self, server, phase, result, cpu):
        self.values.setdefault((server.name, phase), []).append(dict(result, cpu=cpu))
        for reason, count in result["failures"].items():
            key = (server.name, phase, reason)
            self.failures[key] = self.failures.get(key, 0) + count

    def differences(self, name, phase, what, quantile):
        """To the direct call of the same round, in milliseconds."""
        pairs = zip(self.values.get((name, phase), []), self.values.get(("direct", phase), []))
        return [own[what][quantile] - direct[what][quantile] for own, direct in pairs if what in own and what in direct]

    def rates(self, name, phase):
        return [one.get("rate", 0) for one in self.values.get((name, phase), [])]

    def microseconds(self, name, phase):
        """Processor time of an answer."""
        return [one["cpu"] / one["answers"] * 1e6 for one in self.values.get((name, phase), []) if one["cpu"] and one["answers"]]


def text(values, digits):
    return f"{statistics.median(values):.{digits}f}" if values else "-"


def print_latency(results, names):
    print("\nadded to the direct call, ms: p50, p99 (medians of the rounds)\n" + " " * 24
          + "".join(f"{name:>18}" for name in names) + f"{'goal':>14}")
    for title, phase, what in LATENCY:
        cells = [", ".join(text(results.differences(name, phase, what, quantile), 2) for quantile in ("p50", "p99"))
                 for name in names]
        print(f"{title:24}" + "".join(f"{cell:>18}" for cell in cells) + f"{GOALS[title]:>14}")


def print_throughput(results, names):
    for title, phase, goal in (("JSON", "JSON, as fast as possible", 0.12), ("streams of 32 tokens", "streams, as fast as possible", 0.55)):
        print(f"\n{title}, 64 clients\n{'':24}{'answers/s':>12}{'to nginx':>12}{'CPU µs each':>14}")
        nginx = results.rates("nginx", phase)
        for name in ["direct"] + names:
            rates = results.rates(name, phase)
            ratios = [own / other for own, other in zip(rates, nginx) if other]
            print(f"{name:24}{text(rates, 0):>12}{text(ratios, 2):>12}{text(results.microseconds(name, phase), 0):>14}")
        print(f"{'goal of the gateway':24}{'':>12}{goal:>12.2f}")
    print(f"\nprocessor time of an answer at 128 answers/s, µs\n{'':24}{'JSON':>12}{'streams':>12}")
    for name in ["direct"] + names:
        print(f"{name:24}" + "".join(f"{text(results.microseconds(name, phase), 0):>12}" for phase in ("64 paced", "streams, 64 paced")))


def print_translation(results):
    print("\nover a chat, whole answers, one client, ms: p50 of the difference (medians of the rounds)\n" + " " * 24
          + "".join(f"{title:>20}" for _, title in PROTOCOLS) + f"{'goal':>14}")
    for title, _, goal in TRANSLATED:
        cells = []
        for protocol, _ in PROTOCOLS:
            pairs = zip(results.values.get(("gateway", f"{protocol} {title}"), []), results.values.get(("gateway", f"chats {title}"), []))
            cells.append(text([own["all"]["p50"] - chat["all"]["p50"] for own, chat in pairs if "all" in own and "all" in chat], 2))
        print(f"{title:24}" + "".join(f"{cell:>20}" for cell in cells) + f"{goal:>14}")
    print("peak MiB of the gateway, before > after these requests, by rounds: "
          + (", ".join(f"{before:.0f} > {after:.0f}" for before, after in results.peaks) or "-"))


def print_process(running, starts):
    print(f"\n{'':24}{'peak MiB':>12}{'first answer of any kind, s':>30}{'first chat, s':>16}")
    for server in running:
        memory, times = server.memory(), starts.get(server.name, [])
        print(f"{server.name:24}{'-' if memory is None else format(memory, '.0f'):>12}"
              f"{text([one['accepted'] for one in times], 2):>30}{text([one['answered'] for one in times], 2):>16}")
    print(f"{'goal of the gateway':24}{200:>12}{'2.50 (JDK 25: 1.50)':>30}")


def started(options, name, program, address):
    """Starts a server and waits for its first answers."""
    server = servers.start(name, program, address, options.java_options)
    try:
        return server, servers.measured(options.bench, "first", server, "-limit", "90s")
    except SystemExit:
        server.stop()
        raise


def main():
    parser = argparse.ArgumentParser(prog="gateway", description="See benchmarks/gateway --help.")
    parser.add_argument("--bench", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--program", action="append", default=[], help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="one round of half the time")
    parser.add_argument("--rounds", type=int, help="rounds in which the servers take turns; 3, or 1 with --quick")
    parser.add_argument("--warm", type=int, help="seconds of load on the gateway before, for whole answers and for streams; 40, or 4 with --quick")
    parser.add_argument("--url", action="append", default=[], metavar="NAME=URL[=MODEL]", help="a server that runs already")
    parser.add_argument("--stub-address", default="127.0.0.1:0", help="where the stub listens")
    parser.add_argument("--java-options", default="", help="options of the gateway's JVM")
    options = parser.parse_args()
    options.warm = options.warm or (4 if options.quick else 40)
    rounds, share = options.rounds or (1 if options.quick else 3), 0.4 if options.quick else 1
    stub = servers.start_stub(options.bench, options.stub_address)
    address, running, starts, results = stub.url[len("http://"):-len("/v1")], [], {}, Results()
    try:
        for name, program in (one.split("=", 1) for one in options.program):
            if name == "gateway":
                servers.make_archive(program, options.java_options)
                # A start is short and varies, so it is repeated; and the machine is still quiet.
                for _ in range(0 if options.quick else 2):
                    server, times = started(options, name, program, address)
                    server.stop()
                    starts.setdefault(name, []).append(times)
            server, times = started(options, name, program, address)
            running.append(server)
            starts.setdefault(name, []).append(times)
        for given in options.url:
            name, url, model = (given.split("=") + ["stub"])[:3]
            running.append(servers.Server(name, url, model))
        print(f"{os.cpu_count()} processors, {platform.system()} {platform.release()}, {rounds} rounds", flush=True)
        for server in running:
            # A JVM compiles what is used often, for about a minute.
            for warm in (("-clients", "64"), ("-clients", "64", *STREAM)):
                servers.measured(options.bench, "load", server, "-seconds", options.warm if server.name == "gateway" else 1, *warm)
        for turn in range(rounds):
            for phase, seconds, load in PHASES:
                for server in [stub, *running]:
                    before = server.cpu()
                    result = servers.measured(options.bench, "load", server, "-seconds", seconds * share, *load)
                    results.add(server, phase, result, None if before is None else server.cpu() - before)
            for server in running:
                if server.name == "gateway":
                    before = server.memory()
                    for title, load, _ in TRANSLATED:
                        for protocol in ("chats", *(name for name, _ in PROTOCOLS)):
                            result = servers.measured(options.bench, "load", server, "-seconds", 2 * share, *load, "-protocol", protocol)
                            results.add(server, f"{protocol} {title}", result, None)
                    if before is not None:
                        results.peaks.append((before, server.memory()))
            print(f"round {turn + 1} of {rounds} is done", file=sys.stderr, flush=True)
        names = [server.name for server in running]
        print_latency(results, names)
        print_throughput(results, names)
        print_translation(results)
        print_process([stub, *running], starts)
        for (name, phase, reason), count in results.failures.items():
            print(f"FAILED: {name}, {phase}: {count} times: {reason}")
    finally:
        for server in [*running, stub]:
            server.stop()


if __name__ == "__main__":
    main()
