import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { hasOwnNamespaces, tellFromOwnNamespace } from "../../test/own-namespace.ts";

const at = (file: string) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));

/** Entries of both protocols and families, translated ones among them, made as conntrack(8) makes them. */
const setUp = `ip link set lo up
nft 'add table inet t; add chain inet t c { type filter hook input priority 0; }; add rule inet t c ct state new accept'
make() { conntrack -I -t 300 "$@" >/dev/null 2>&1; }
tcp() { make -p tcp "$@"; }
tcp -s 192.0.2.1 -d 192.0.2.9 --sport 40000 --dport 80 --state ESTABLISHED -u ASSURED,SEEN_REPLY
tcp -s 192.0.2.1 -d 192.0.2.9 --sport 40001 --dport 81 --state SYN_SENT
tcp -s 192.0.2.1 -d 198.51.100.9 -r 192.0.2.9 -q 192.0.2.1 --sport 40002 --dport 80 --reply-port-src 8080 --reply-port-dst 40002 --state TIME_WAIT -u SEEN_REPLY
tcp -s 192.0.2.1 -d 192.0.2.10 --sport 40003 --dport 80 --state CLOSE_WAIT -u SEEN_REPLY
make -p udp -s 192.0.2.1 -d 192.0.2.9 --sport 5353 --dport 53
tcp -s 2001:db8::1 -d 2001:db8::9 --sport 40004 --dport 80 --state ESTABLISHED -u ASSURED,SEEN_REPLY
true`;

const module = `
const { entriesNatively, entriesByTool } = await import(${at("./connection-tracking.ts")});
const { localVantage } = await import(${at("../vantage/index.ts")});
const gaps = [];
const rows = [];
const sorted = (entries) => (entries ?? []).map(({ timeout, ...rest }) => ({ ...rest, hasTimeout: timeout !== null }))
  .sort((a, b) => a.original.sourcePort - b.original.sourcePort);
for (const serverAddress of ["192.0.2.9", "2001:db8::9", "203.0.113.1"]) for (const [protocol, port] of [["tcp", 80], ["tcp", 8080], ["udp", 53]])
  for (const clientAddress of [null, "192.0.2.1", "192.0.2.2"]) {
  const context = { signal: new AbortController().signal, recorder: { gap: (gap) => gaps.push(gap) } };
  const request = { vantage: localVantage("here"), context, flow: { protocol, serverAddress, clientAddress, port } };
  rows.push([[serverAddress, protocol, port, clientAddress].join(" "), sorted(entriesNatively(request)), sorted(await entriesByTool(request))]);
}
tell({ rows, gaps });`;

// The tool makes the entries, too: package conntrack.
const hasTool = existsSync("/usr/sbin/conntrack");

test.runIf(hasOwnNamespaces && hasTool)(
  "the entries of a server are the same by ctnetlink and by conntrack",
  () => {
    // As the module above tells it.
    const { rows, gaps } = tellFromOwnNamespace(setUp, module) as {
      readonly rows: readonly (readonly [string, readonly unknown[], readonly unknown[]])[];
      readonly gaps: readonly unknown[];
    };
    expect(gaps).toEqual([]);
    for (const [flow, natively, byTool] of rows)
      expect({ flow, entries: natively }).toEqual({ flow, entries: byTool });
    const found = rows.filter(([, entries]) => entries.length === 1).map(([flow]) => flow.trimEnd());
    expect(found).toEqual([
      "192.0.2.9 tcp 80",
      "192.0.2.9 tcp 80 192.0.2.1",
      "192.0.2.9 tcp 8080",
      "192.0.2.9 tcp 8080 192.0.2.1",
      "192.0.2.9 udp 53",
      "192.0.2.9 udp 53 192.0.2.1",
      "2001:db8::9 tcp 80",
    ]);
  },
);
