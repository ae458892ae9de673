"""Called by benchmarks/daemon-start, whose head says what is measured."""

import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

REQUEST = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
TICK = os.sysconf("SC_CLK_TCK")
LIMIT = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepted(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as connection:
            connection.sendall(REQUEST)
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def start(program, home, options, settings):
    """One start: seconds, seconds of processor time, and MiB of memory until the first accepted request."""
    port, folder = free_port(), tempfile.mkdtemp(prefix="daemon-start.")
    # Variables of the user's own must not take part.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("SHIMMY", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"))}
    environment.update(JAVA_HOME=home, SHIMMY4J_HOME=folder, SHIMMY4J_JAVA_OPTS=options)
    with tempfile.TemporaryFile() as log:
        begin = time.monotonic()
        process = subprocess.Popen([program, f"--shimmy.gateway.bind-address=127.0.0.1:{port}", *settings], cwd=folder,
                                   env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            while not accepted(port):
                if process.poll() is not None or time.monotonic() - begin > LIMIT:
                    log.seek(0)
                    sys.exit(f"daemon-start: no answer from {program} with {home}:\n{log.read().decode()[-3000:]}")
                time.sleep(0.005)
            seconds = time.monotonic() - begin
            times = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            return seconds, sum(map(int, times)) / TICK, int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
        finally:
            process.terminate()
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)


def main():
    program, starts, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    homes, settings = sys.argv[4:4 + count], sys.argv[4 + count:]
    results = {}
    for home in homes:
        subprocess.run([program, "--make-archive"], check=True, env={**os.environ, "JAVA_HOME": home, "SHIMMY4J_JAVA_OPTS": ""})
    for _ in range(starts):
        for home in homes:
            # For an option that changes nothing there is no archive.
            for kind, options in (("with archive", ""), ("without", "-Darchive=none")):
                results.setdefault((home, kind), []).append(start(program, home, options, settings))
    print(f"{'':60}{'s: median (min to max)':>26}{'processor, s':>14}{'memory, MiB':>14}")
    for (home, kind), values in results.items():
        seconds, processor, memory = zip(*values)
        print(f"{home + ', ' + kind:60}{statistics.median(seconds):>10.2f} ({min(seconds):.2f} to {max(seconds):.2f})"
              f"{statistics.median(processor):>14.2f}{statistics.median(memory):>14.0f}")


if __name__ == "__main__":
    main()
