"""Called by scripts/client-check: main.py SERVER URL [--only WORD] [--keep-going] [--transcript FILE]"""

import argparse
import importlib
import sys

import checks

# Importing a module registers its checks.
MODULES = ("anthropic_sdk", "claude_code", "java_clients", "ollama_client", "openai_sdk", "programs", "responses_sdk", "replay",
           "documents")
MODULES_FOR_A_SCRIPT = ("agents", "claude_tasks", "codex", "responses_failures")


def main():
    parser = argparse.ArgumentParser(prog="client-check")
    parser.add_argument("server")
    parser.add_argument("url")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep-going", action="store_true")
    parser.add_argument("--transcript")
    options = parser.parse_args()
    for module in MODULES_FOR_A_SCRIPT if options.server == "scripted" else MODULES:
        importlib.import_module(module)
    checks.gateway.visit(options.server, options.url)
    sys.exit(checks.run_all(options.only, options.keep_going, options.transcript))


if __name__ == "__main__":
    main()
