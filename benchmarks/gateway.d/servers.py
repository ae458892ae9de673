"""Servers between the clients and the stub: how each is started, addressed, and looked at."""

import json
import os
import pathlib
import shlex
import socket
import subprocess
import sys
import tempfile

JAVA = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
TICK = os.sysconf("SC_CLK_TCK")
NGINX = """daemon off; error_log stderr; pid {folder}/pid; worker_processes auto; events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; client_max_body_size 32m;
 client_body_buffer_size 1m; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
 keepalive_requests 1000000; upstream stub {{ server {address}; keepalive 128; keepalive_requests 1000000; }}
 server {{ listen 127.0.0.1:{port} reuseport; location / {{ proxy_pass http://stub; proxy_http_version 1.1;
 proxy_set_header Connection ""; proxy_buffering off; }} }} }}"""
LITELLM = """model_list:
  - model_name: stub
    litellm_params: {{model: openai/stub, api_base: "http://{address}/v1", api_key: sk-local}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(pid):
    """A process and all below it."""
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        threads = os.listdir(f"/proc/{pid}/task")
        children += [child for thread in threads if thread != str(pid)
                     for child in pathlib.Path(f"/proc/{pid}/task/{thread}/children").read_text().split()]
    except OSError:
        return []
    return [pid] + [one for child in children for one in family(int(child))]


def processor_seconds(pid):
    total = 0
    for one in family(pid):
        try:
            fields = pathlib.Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return total / TICK


def peak_mib(pid):
    """The most memory that a process and those below it have had, in MiB."""
    total = 0
    for one in family(pid):
        try:
            for line in pathlib.Path(f"/proc/{one}/status").read_text().splitlines():
                total += int(line.split()[1]) if line.startswith("VmHWM:") else 0
        except OSError:
            pass
    return total / 1024


class Server:
    """Anything that answers chats; without a process if somebody else runs it."""

    def __init__(self, name, url, model="stub", headers=(), process=None, log=None):
        self.name, self.url, self.model, self.headers, self.process, self.log = name, url, model, headers, process, log

    def options(self):
        return ["-url", self.url, "-model", self.model] + [word for header in self.headers for word in ("-header", header)]

    def cpu(self):
        return processor_seconds(self.process.pid) if self.process else None

    def memory(self):
        return peak_mib(self.process.pid) if self.process else None

    def output(self):
        if not self.log:
            return ""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-3000:]

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def spawn(name, command, url, environment=(), **options):
    log = tempfile.TemporaryFile()
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                               cwd=tempfile.mkdtemp(), env={**os.environ, **dict(environment)})
    return Server(name, url, process=process, log=log, **options)


def start_stub(bench, address):
    process = subprocess.Popen([bench, "stub", "-address", address], stdout=subprocess.PIPE, text=True)
    listening = process.stdout.readline().strip()
    if not listening:
        sys.exit(f"gateway: the stub cannot listen on {address}")
    return Server("direct", f"http://{listening}/v1", process=process)


def gateway_command(program, java_options, arguments):
    """The jar of the gateway, or the program of its layout, which takes options of the JVM from its environment."""
    launcher = [JAVA, *shlex.split(java_options), "-jar", program] if program.endswith(".jar") else [program]
    return [str(word) for word in launcher + arguments]


def gateway_environment(home, java_options):
    return {"SHIMMY4J_HOME": home, "SHIMMY4J_JAVA_OPTS": java_options, "JAVA_TOOL_OPTIONS": ""}


def make_archive(program, java_options):
    """Each set of options needs an archive of classes of its own."""
    if not program.endswith(".jar"):
        subprocess.run([program, "--make-archive"], check=True, env={**os.environ, **gateway_environment("", java_options)})


def start(name, program, address, java_options="", arguments=()):
    """Starts a server that forwards to the stub; the caller waits for its first answer. Only the gateway takes arguments."""
    port, folder = free_port(), tempfile.mkdtemp()
    url = f"http://127.0.0.1:{port}/v1"
    if name == "gateway":
        command = gateway_command(program, java_options, [
            f"--shimmy.gateway.bind-address=127.0.0.1:{port}", "--shimmy.mode=external", "--shimmy.model=stub",
            f"--shimmy.base-url=http://{address}/v1", *arguments])
        return spawn(name, command, url, gateway_environment(folder, java_options))
    if name == "nginx":
        pathlib.Path(folder, "nginx.conf").write_text(NGINX.format(folder=folder, address=address, port=port))
        return spawn(name, [program, "-p", folder, "-e", "stderr", "-c", f"{folder}/nginx.conf"], url)
    if name == "litellm":
        pathlib.Path(folder, "config.yaml").write_text(LITELLM.format(address=address))
        return spawn(name, [program, "--config", f"{folder}/config.yaml", "--host", "127.0.0.1", "--port", port], url,
                     {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR", "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true"})
    if name == "portkey":
        return spawn(name, ["node", program, f"--port={port}", "--headless"], url,
                     headers=("x-portkey-provider: openai", f"x-portkey-custom-host: http://{address}/v1"))
    sys.exit(f"gateway: unknown program '{name}'; allowed: gateway, nginx, litellm, portkey. Give others by --url")


def measured(bench, command, server, *options):
    """Runs clients against a server. Ends all if they fail, or if the server has ended."""
    ran = subprocess.Popen([bench, command, *server.options(), *[str(option) for option in options]], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True)
    while True:
        try:
            out, err = ran.communicate(timeout=0.5)
            if ran.returncode == 0:
                return json.loads(out)
            sys.exit(f"gateway: {server.name}: {err.strip()}\n{server.output()}")
        except subprocess.TimeoutExpired:
            if server.process and server.process.poll() is not None:
                ran.kill()
                ran.wait()
                sys.exit(f"gateway: {server.name} has ended with status {server.process.returncode}\n{server.output()}")
