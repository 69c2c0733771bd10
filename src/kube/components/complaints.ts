import type { LoggedComplaint } from "../../evidence/index.ts";
import { withoutSecrets } from "../../signals/index.ts";

const MOST_ADDRESSES = 5;
const LONGEST = 300;

/** Where a connection that failed was to go: `a:1->b:53: i/o timeout`, `dial tcp b:443: connect: …`. Go, net.OpError. */
const TO =
  /(?:->|\bdial (?:tcp|udp) )(\[?[0-9a-f.:]+\]?:\d+): (?:i\/o timeout|connect: [a-z ]+|operation was canceled)/;

/**
 * CoreDNS: questions that its `forward` got no answer to. `HINFO` is the question of its own `loop` plugin, which many servers ignore.
 * CoreDNS manual, plugins errors and loop.
 */
const UPSTREAM =
  /plugin\/errors: \d+ \S* (?!HINFO:)[A-Z0-9]+: .*(?:i\/o timeout|connection refused|no route to host|network is unreachable|no healthy upstreams|no upstream host)/;

/** In the order in which they are tried. */
const KINDS: readonly (readonly [LoggedComplaint["kind"], RegExp])[] = [
  ["loop", /plugin\/loop: Loop \(.{1,200} detected for zone/],
  ["upstream", UPSTREAM],
  // A reflector of client-go is the same in both.
  [
    "api",
    /plugin\/kubernetes: Kubernetes API connection failure|failed to (?:list|watch) \*?v\d\w*\.(?:Service|EndpointSlice|Endpoints|Namespace|Pod|Node)\b/i,
  ],
  // kube-proxy's words when the kernel did not take its rules: iptables, nftables and IPVS.
  ["sync", /failed to execute iptables-restore|nftables sync failed|failed to execute ipset restore/i],
];

/** What the lines of a log with the API's own times complain of, by kind. Source: CoreDNS, kube-proxy and client-go. */
export function complaintsOf(log: string): readonly LoggedComplaint[] {
  const found = new Map<LoggedComplaint["kind"], LoggedComplaint>();
  for (const line of log.split("\n")) {
    const [, time = "", text = ""] = /^(\d{4}-\d\d-\d\dT\S{1,40}) (.*)$/s.exec(line.slice(0, 4_000)) ?? [];
    const at = Date.parse(time);
    const kind = Number.isNaN(at) ? undefined : KINDS.find(([, pattern]) => pattern.test(text))?.[0];
    if (kind === undefined) continue;
    const before = found.get(kind);
    const address = TO.exec(text)?.[1];
    const addresses = new Set(before?.addresses);
    if (address !== undefined && addresses.size < MOST_ADDRESSES) addresses.add(address);
    found.set(kind, {
      kind,
      count: (before?.count ?? 0) + 1,
      first: before?.first ?? at,
      last: at,
      addresses: [...addresses],
      text: withoutSecrets(text).slice(0, LONGEST),
    });
  }
  return [...found.values()];
}
