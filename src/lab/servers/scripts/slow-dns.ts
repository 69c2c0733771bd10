/**
 * A relay of DNS questions for the lab that takes its time over some names: `node slow-dns.ts JSON`. See
 * `SlowDnsConfig` in `../slow-dns.ts`.
 *
 * @module
 */
import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";
import type { SlowDnsConfig } from "../slow-dns.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as SlowDnsConfig;
const { to, toPort = 53, port = 53 } = config;

/** Octets before the question. RFC 1035, section 4.1.1. */
const HEADER_OCTETS = 12;

/** The name in the question: labels with their lengths, without compression. RFC 1035, section 3.1. */
function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = HEADER_OCTETS; (query[at] ?? 0) > 0; at += 1 + (query[at] ?? 0))
    labels.push(query.toString("latin1", at + 1, at + 1 + (query[at] ?? 0)));
  return labels.join(".").toLowerCase();
}

const front = createSocket({ type: "udp6", ipv6Only: false });
front.on("message", (query, asker) => {
  const upstream = createSocket("udp4");
  const delay = nameIn(query).endsWith(config.under ?? "") ? config.delay : 0;
  const close = setTimeout(() => upstream.close(), 5_000 + delay);
  upstream.on("error", () => {});
  upstream.on("message", (answer) => setTimeout(() => front.send(answer, asker.port, asker.address), delay));
  upstream.once("message", () => {
    clearTimeout(close);
    upstream.close();
  });
  upstream.send(query, toPort, to);
});
front.bind(port, "::");

// Over TCP nothing is slow: who asks so wants a large answer.
createServer((client) => {
  const upstream = connect(toPort, to);
  client.on("error", () => upstream.destroy());
  upstream.on("error", () => client.destroy());
  client.pipe(upstream).pipe(client);
}).listen(port, "::");
