"""Called by benchmarks/gateway-soak, whose head says what is done."""

import argparse
import glob
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import servers

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# The new sidecar may have been ready so long before it was seen, and clocks and kills take their time.
GRACE = 0.5
MODEL = "soak"


def install_fake(folder):
    """A fake llama-server and its model."""
    jar = glob.glob(str(ROOT / "shimmy-gateway/target/shimmy-gateway-*-exec.jar"))[0]
    libraries = os.path.join(folder, "lib")
    subprocess.run(["unzip", "-q", "-j", "-d", libraries, jar, "BOOT-INF/lib/jackson-*"], check=True)
    class_path = os.pathsep.join([str(ROOT / "shimmy-test-support/target/classes"), libraries + "/*"])
    out = subprocess.run([servers.JAVA, "-cp", class_path, str(ROOT / "benchmarks/gateway.d/InstallFake.java"), folder],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    return out.splitlines()


def status_of(base, pid):
    """The gateway's own account; ends all, with what its threads do and a deadlock if there is one, if it does not answer."""
    try:
        with urllib.request.urlopen(base + "/v1/status", timeout=30) as response:
            return json.load(response)
    except OSError as failure:
        threads = subprocess.run(["jcmd", str(pid), "Thread.print"], stdout=subprocess.PIPE, text=True).stdout
        sys.exit(f"gateway-soak: FAILED: no answer to /v1/status: {failure}\n{threads[-20000:]}")


def ask(url):
    """Status of a short chat."""
    body = {"model": MODEL, "max_tokens": 4, "messages": [{"role": "user", "content": "Hi"}]}
    request = urllib.request.Request(url + "/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as failure:
        return failure.code
    except OSError:
        return 0


def java_of(pid):
    """The gateway's JVM, which may be below a script."""
    for one in servers.family(pid):
        if os.readlink(f"/proc/{one}/exe").endswith("/java"):
            return one
    sys.exit("gateway-soak: the gateway has no JVM")


def sidecars(folder):
    """Processes of the fake llama-server."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            words = pathlib.Path(path).read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"java") and f"-Dfake.directory={folder}".encode() in words:
            found.append(int(path.split("/")[2]))
    return found


def open_files(pid):
    """The least of three numbers: a file that is open for a moment is no leak."""
    numbers = []
    for _ in range(3):
        numbers.append(len(os.listdir(f"/proc/{pid}/fd")))
        time.sleep(0.1)
    return min(numbers)


class Sample:
    """What the JVM has at a moment."""

    names = ("memory MiB", "live heap MiB", "threads", "files")

    def __init__(self, pid):
        status = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
        # Asking for the histogram collects all garbage first.
        histogram = subprocess.run(["jcmd", str(pid), "GC.class_histogram"], stdout=subprocess.PIPE, text=True).stdout
        heap = int(histogram.strip().splitlines()[-1].split()[2]) / 2 ** 20
        self.values = (int(status["VmRSS"].split()[0]) / 1024, heap, int(status["Threads"]), open_files(pid))


class Killer(threading.Thread):
    """Kills the sidecar again and again, and remembers when there was none."""

    def __init__(self, folder, url, every, until):
        super().__init__(daemon=True)
        self.folder, self.url, self.every, self.until = folder, url, every, until
        self.windows, self.stuck = [], False

    def run(self):
        while time.time() + self.every < self.until:
            time.sleep(self.every)
            begin = time.time()
            killed = set(sidecars(self.folder))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            deadline = begin + 60
            # A full queue is no sign of life, and the old server may have answered just before.
            while not (set(sidecars(self.folder)) - killed and ask(self.url) == 200):
                if time.time() > deadline:
                    self.stuck = True
                    return
                time.sleep(0.1)
            self.windows.append((begin - GRACE, time.time() + GRACE))

    def excuses(self, began, ended):
        """Whether the sidecar was missing at any moment of a request."""
        return any(began <= end and begin <= ended for begin, end in self.windows)


def faults(happenings, killer):
    """Happenings that must not be, and how many of the others there were."""
    bad, fine = [], {}
    for one in happenings:
        status, what = one["status"], one["what"]
        lost_server = status in (502, 503) or what.startswith("an error in the stream")
        if status == 429 or (lost_server and killer.excuses(one["began"], one["at"])):
            name = what if status == 200 else str(status)
            fine[name] = fine.get(name, 0) + 1
        else:
            bad.append(one)
    return bad, fine


def settled(base, pid):
    """Waits until no slot is busy and nothing waits."""
    deadline = time.monotonic() + 60
    while True:
        status = status_of(base, pid)
        if not status["slots"]["busy"] and not status["queue"]["waiting"]:
            return status, True
        if time.monotonic() > deadline:
            return status, False
        time.sleep(0.2)


def watch(options, pid, base, clients, begin):
    samples, happenings, counts = [], [], {}

    def read():
        for line in clients.stdout:
            said = json.loads(line)
            if "counts" in said:
                counts.update(said["counts"])
            else:
                happenings.append(said)

    reader = threading.Thread(target=read)
    reader.start()
    print(f"{'s':>5}" + "".join(f"{name:>15}" for name in Sample.names) + f"{'busy':>6}{'waiting':>9}{'happenings':>12}")
    pause = min(10, options.minutes * 60 / 18)
    while clients.poll() is None:
        time.sleep(pause)
        sample, status = Sample(pid), status_of(base, pid)
        samples.append(sample.values)
        print(f"{time.time() - begin:>5.0f}" + "".join(f"{value:>15.0f}" for value in sample.values)
              + f"{status['slots']['busy']:>6}{status['queue']['waiting']:>9}{len(happenings):>12}", flush=True)
    reader.join()
    return samples, happenings, counts


def growths(samples):
    """Most in the last third beside the middle of the second; small numbers vary by a few.

    The memory of the process is higher by a body of 32 MB at some moments, so its middle is compared.
    """
    third = len(samples) // 3
    second, last = zip(*samples[third:2 * third]), zip(*samples[2 * third:])
    of_last = {"memory MiB": statistics.median}
    return [of_last.get(name, max)(later) / (statistics.median(early) + 5)
            for name, early, later in zip(Sample.names, second, last)]


def main():
    parser = argparse.ArgumentParser(prog="gateway-soak", description="See benchmarks/gateway-soak --help.")
    parser.add_argument("--bench", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("minutes", nargs="?", type=float, default=3)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kill-every", type=float, default=20, help="seconds between two kills of the sidecar")
    parser.add_argument("--java-options", default="", help="more options of the gateway's JVM")
    options = parser.parse_args()
    folder = os.path.realpath(tempfile.mkdtemp(prefix="gateway-soak."))
    program, model = install_fake(folder)
    port = servers.free_port()
    base = f"http://127.0.0.1:{port}"
    gateway = servers.spawn("gateway", servers.gateway_command(options.program, options.java_options, [
        f"--shimmy.gateway.bind-address=127.0.0.1:{port}", f"--shimmy.shimmy-path={program}", f"--shimmy.model={model}",
        "--shimmy.max-restarts=100000", "--shimmy.preferred-port=0", "--shimmy.chat.max-concurrent=4"]), base + "/v1",
        servers.gateway_environment(os.path.join(folder, "home"), options.java_options), model=MODEL)
    failed, clients = [], None
    try:
        servers.measured(options.bench, "first", gateway, "-limit", "90s")
        pid, begin = java_of(gateway.process.pid), time.time()
        killer = Killer(folder, base + "/v1", options.kill_every, begin + options.minutes * 60)
        clients = subprocess.Popen([options.bench, "soak", *gateway.options(), "-seconds", str(options.minutes * 60), "-clients",
                                    str(options.clients), "-seed", str(options.seed)], stdout=subprocess.PIPE, text=True)
        killer.start()
        samples, happenings, counts = watch(options, pid, base, clients, begin)
        killer.join()
        bad, fine = faults(happenings, killer)
        status, free = settled(base, pid)
        grown = growths(samples)
        print(f"clients: {counts}\nkills: {len(killer.windows)}; of no consequence: {fine}\ngrowth: "
              + ", ".join(f"{name} {value:.2f}" for name, value in zip(Sample.names, grown)))
        failed += [f"{len(bad)} answers were wrong; the first: {json.dumps(bad[:5], indent=1)}"] if bad else []
        failed += [f"{name} has grown by the factor {value:.2f}" for name, value in zip(Sample.names, grown) if value > 1.1]
        failed += [] if free else [f"slots or places in the queue are not given back: {status}"]
        failed += ["the sidecar was not replaced within 60 s"] if killer.stuck else []
        last = ask(base + "/v1")
        failed += [] if last == 200 else [f"the last request was answered with {last}"]
    finally:
        if clients:
            clients.kill()
        gateway.stop()
        if failed:
            print(gateway.output(), file=sys.stderr)
        subprocess.run(["rm", "-rf", folder])
    if failed:
        sys.exit("gateway-soak: FAILED: " + "\n".join(failed))
    print("gateway-soak: passed")


if __name__ == "__main__":
    main()
