import type { Cause } from "../../cause.ts";

/** One side demands TLS and the other does not offer or use it. */
export const databaseTlsMismatch: Cause = {
  id: "database-tls-mismatch",
  boundary: "database",
  at: "path",
  must: ["one-side-demands-tls"],
  may: ["database-refuses-login", "client-leaves-without-tls", "database-tls-fails"],
  never: [],
  proves: [
    { "database-refuses-login": true, "one-side-demands-tls": true },
    { "client-leaves-without-tls": true },
    { "database-tls-fails": true },
  ],
  explains: [
    "database-refuses-login",
    "client-leaves-without-tls",
    "database-tls-fails",
    "database-login-unanswered",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "the client and the database at {database} do not agree on TLS: {databaseError}",
  fix: [
    "Compare what the client demands (sslmode, --ssl-mode) with what the server has: SHOW ssl; SHOW VARIABLES LIKE 'require_secure_transport'",
    "Where the client verifies: see the certificate against its CA and name: openssl s_client -starttls postgres -connect {address}:{port}",
    "Give the server a certificate and switch TLS on, or let the client use it",
  ],
  prevention: ["Set the client's demand for TLS and the server's in one place, and test both together"],
  source: "PostgreSQL, 55.2.10 SSL Session Encryption; MySQL, error 3159",
};
