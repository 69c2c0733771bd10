import { hostPort } from "../base/index.ts";
import type { TlsAsked } from "./tls.ts";

/** The switch of openssl-s_client(1) for one version alone. */
const versionSwitch = {
  TLSv1: "-tls1",
  "TLSv1.1": "-tls1_1",
  "TLSv1.2": "-tls1_2",
  "TLSv1.3": "-tls1_3",
} as const;

/** What a person types to see the same handshake. openssl-s_client(1). */
export function commandOf(asked: TlsAsked): string {
  const { address, port, serverName, minVersion, maxVersion, alpn, trust, identity, ciphers } = asked;
  const only =
    minVersion === maxVersion ? [versionSwitch[minVersion]] : maxVersion === "TLSv1.2" ? ["-no_tls1_3"] : [];
  return [
    ...["openssl s_client -connect", hostPort(address, port)],
    ...(serverName === null ? ["-noservername"] : ["-servername", quote(serverName)]),
    ...only,
    ...(alpn.length > 0 ? ["-alpn", quote(alpn.join(","))] : []),
    ...(trust.from === "option" ? ["-CAfile", quote(trust.sources[0] ?? "CA")] : []),
    ...(identity === undefined ? [] : ["-cert CERT -key KEY"]),
    ...(ciphers === undefined ? [] : ["-cipher", quote(ciphers)]),
    "-showcerts </dev/null",
  ].join(" ");
}

/** Quotes for a POSIX shell, where it is needed. */
export const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
