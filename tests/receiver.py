"""A real web server of this machine that is told of events, and answers as a test wants."""

import socketserver
import ssl
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """What it got, and what it answers: the next of `answers`, else `answer`; a pause is in seconds."""

    def __init__(self):
        self.got = []
        self.answers = []
        self.answer = 204
        self.pause = 0.0
        self.drip = False
        self.headers = {}
        self.address = ""

    @property
    def ids(self):
        """The ids of the messages as they came."""
        return [headers["webhook-id"] for headers, _ in self.got]


def handler_of(box):
    """Requests are handed to that receiver."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(box.pause)
            if box.drip:
                self.dripped()
                return
            self.send_response(box.answers.pop(0) if box.answers else box.answer)
            for name, value in box.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def dripped(self):
            """An answer that never ends, a byte at a time: no single wait is long."""
            try:
                for _ in range(200):
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                return

        def log_message(self, *arguments):
            """Silence."""

    return Handler


class Server(ThreadingHTTPServer):
    """One that does not tell of connections that were cut, which is what is tested."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Silence."""

    def finish_request(self, request, client_address):
        """As any server."""
        socketserver.BaseServer.finish_request(self, request, client_address)


@contextmanager
def receiving(certificate=None):
    """A receiver that runs; over TLS with the certificate in that file."""
    box = Receiver()
    server = Server(("127.0.0.1", 0), handler_of(box))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    box.address = f"http{'s' if certificate else ''}://127.0.0.1:{server.server_address[1]}/nhan-tin"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
