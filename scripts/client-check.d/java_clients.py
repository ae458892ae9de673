"""Clients that are Java libraries. The program in java/ runs their checks, one after the other, in one JVM."""

import atexit
import os
import subprocess
import time

from checks import check, expect, gateway, until_idle

LIBRARIES = ("anthropic-java", "openai-java", "openai-java responses", "spring-ai openai", "spring-ai ollama", "langchain4j openai", "langchain4j ollama")
CHECKS = ("whole answer", "stream", "tools", "schema", "errors", "a stream that is left")
CHECKS_OF_CLAUDES = ("count of tokens", "overflow", "refusals")


class Program:
    """The running program; it is started by the first check."""

    process = None

    def ask(self, library, name):
        if self.process is None:
            self.process = subprocess.Popen(
                [os.environ["JAVA"], "-XX:TieredStopAtLevel=1", "-cp", os.environ["JAVA_CLIENTS"], "clients.Checks",
                 gateway.url, gateway.model, gateway.server],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            atexit.register(self.process.kill)
        self.process.stdin.write(f"{library}\t{name}\n")
        self.process.stdin.flush()
        outcome, _, said = self.process.stdout.readline().strip().partition("\t")
        said = said.replace("\\n", "\n")
        gateway.note(said)
        expect(outcome == "passed", f"{library} failed: {said.splitlines()[0] if said else 'the program has ended'}")
        return " ".join(said.split())


program = Program()


def register(library, name):
    @check(f"{library}: {name}")
    def asked():
        said = program.ask(library, name)
        if "left" in name:
            begin = time.monotonic()
            until_idle()
            said += f", and the server was free after {time.monotonic() - begin:.1f} s"
        return said


for _library in LIBRARIES:
    for _name in CHECKS + (CHECKS_OF_CLAUDES if _library == "anthropic-java" else ()):
        register(_library, _name)
