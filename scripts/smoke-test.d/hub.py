"""A stand-in for Hugging Face: one file, with the hub's own headers, and a licence.

Usage: hub.py FILE REPOSITORY COMMIT; prints the port, then each request.
See https://huggingface.co/docs/hub/models-downloading and, for the headers,
huggingface_hub's get_hf_file_metadata.
"""

import hashlib
import http.server
import json
import os
import re
import sys

PATH, REPOSITORY, COMMIT = sys.argv[1:4]
NAME = os.path.basename(PATH)
SIZE = os.path.getsize(PATH)
with open(PATH, "rb") as content:
    SHA256 = hashlib.file_digest(content, "sha256").hexdigest() if hasattr(hashlib, "file_digest") \
        else hashlib.sha256(content.read()).hexdigest()


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(False)

    def do_GET(self):
        self.answer(True)

    def answer(self, with_body):
        resolve = re.fullmatch(f"/{REPOSITORY}/resolve/(main|{COMMIT})/{re.escape(NAME)}", self.path)
        if resolve:
            self.send_response(302)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("X-Linked-Size", str(SIZE))
            self.send_header("X-Linked-ETag", f'"{SHA256}"')
            self.send_header("Location", "/storage/" + SHA256)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == f"/api/models/{REPOSITORY}/revision/{COMMIT}":
            self.send(json.dumps({"sha": COMMIT, "cardData": {"license": "apache-2.0"}}).encode(), with_body)
        elif self.path == "/storage/" + SHA256:
            self.send_file(with_body)
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def send(self, body, with_body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def send_file(self, with_body):
        tag = f'"{SHA256[:32]}"'
        start = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first = int(start.group(1)) if start and self.headers.get("If-Range") == tag else 0
        self.send_response(206 if first else 200)
        self.send_header("ETag", tag)
        self.send_header("Accept-Ranges", "bytes")
        if first:
            self.send_header("Content-Range", f"bytes {first}-{SIZE - 1}/{SIZE}")
        self.send_header("Content-Length", str(SIZE - first))
        self.end_headers()
        if with_body:
            with open(PATH, "rb") as file:
                file.seek(first)
                while part := file.read(1 << 20):
                    self.wfile.write(part)

    def log_message(self, form, *values):
        print(self.command, self.path, flush=True)


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
