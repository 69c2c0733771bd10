import { readFileSync } from "node:fs";
import type { Host } from "../world/index.ts";

/** Where Debian's OpenSSL, curl and Node (`--use-system-ca`) look for trusted roots, below /etc. */
const BUNDLE = "ssl/certs/ca-certificates.crt";

/** Makes these roots, in PEM, the only ones that a host trusts. May be called again; processes started later see it. */
export function trustStore(host: Host, roots: string): void {
  host.etc(BUNDLE, roots);
  // The whole folder is replaced by the host's own, so that it needs the library's configuration as well.
  host.etc("ssl/openssl.cnf", readFileSync("/usr/lib/ssl/openssl.cnf", "utf8"));
}
