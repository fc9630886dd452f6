"""Radicale on a free port of this machine, for as long as its standard input is open.

serve.py CONFIG prints the port and serves.
"""

import os
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import radicale.config
from radicale import Application


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format, *arguments):
        pass


def end_with_the_test():
    sys.stdin.read()
    os._exit(0)


configuration = radicale.config.load([(sys.argv[1], False)])
server = make_server("127.0.0.1", 0, Application(configuration), Server, Quiet)
threading.Thread(target=end_with_the_test, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
