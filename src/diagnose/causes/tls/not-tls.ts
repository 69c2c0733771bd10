import type { Cause } from "../../cause.ts";

/** One side speaks TLS and the other does not. */
export const notTls: Cause = {
  id: "not-tls",
  boundary: "tls",
  at: "server",
  must: ["tls-not-spoken"],
  may: [],
  never: ["server-speaks-tls"],
  proves: [
    { "tls-not-spoken": true },
    { "plain-http-answered": true },
    { "plain-http-to-tls-port": true },
    { "plain-port-answers-hello": true },
  ],
  explains: [
    "tls-not-spoken",
    "handshake-unanswered",
    "handshake-closed",
    "handshake-reset",
    "plain-http-to-tls-port",
    "closed-unanswered",
    "reset-unanswered",
    "answer-not-http",
    "request-unreadable",
    "no-answer-in-time",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "handshake-stalls":
      "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 {address} {port}: a web server answers in clear",
    "proxy-protocol-mismatch": "what the port answers to openssl s_client and to a PROXY header",
    "peer-resets": "openssl s_client -connect {address}:{port}, and curl http://{address}:{port}/",
    "middlebox-resets": "openssl s_client -connect {address}:{port}, and curl http://{address}:{port}/",
  },
  summary: "{hostPort} and the client do not both speak TLS: one of them speaks in clear.",
  fix: [
    "Use the scheme that the port speaks: http://{host}:{port}/ for plain HTTP, https:// for TLS",
    "Where TLS belongs on the port, switch it on there: nginx `listen {port} ssl`, haproxy `bind :{port} ssl crt FILE`",
    "openssl s_client -connect {address}:{port} -servername {host} -starttls PROTOCOL, where the protocol begins in clear (SMTP, PostgreSQL)",
  ],
  prevention: ["Check each port with the client's own protocol when it is rolled out"],
  source: "RFC 8446, section 5.1; RFC 9110, section 4.2",
};
