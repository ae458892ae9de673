"""A gateway in front of a script, for programs whose requests and answers must be known in advance."""

import atexit
import os
import pathlib
import re
import subprocess
import tempfile
import time

from checks import expect

ROOT = pathlib.Path(__file__).resolve().parents[2]


def start(base_url):
    """Starts a gateway that ends with this program; gives its URL."""
    log = pathlib.Path(tempfile.mkdtemp(dir=os.environ["HOME"]), "gateway.log")
    jar = next(ROOT.glob("shimmy-gateway/target/shimmy-gateway-*-exec.jar"))
    with log.open("w") as output:
        process = subprocess.Popen(
            [os.environ.get("JAVA", "java"), "-jar", str(jar), "--shimmy.gateway.bind-address=127.0.0.1:0", "--shimmy.mode=external",
             "--shimmy.base-url=" + base_url, "--shimmy.gateway.stream.hold=1s", "--shimmy.gateway.stream.heartbeat=1s",
             "--shimmy.gateway.inspect.requests=1000"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            env={**os.environ, "SHIMMY4J_HOME": os.path.join(str(log.parent), "home")})
    atexit.register(process.terminate)
    deadline = time.monotonic() + 120
    while not (found := re.search(r"started on port (\d+)", log.read_text())):
        expect(process.poll() is None and time.monotonic() < deadline, "the gateway did not start: " + log.read_text()[-2000:])
        time.sleep(0.2)
    return f"http://127.0.0.1:{found.group(1)}"
