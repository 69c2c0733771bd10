import type {
  Attempt,
  Evidence,
  EvidenceKind,
  EvidenceValue,
  KernelCounters,
  Listener,
  LocalRoutes,
  Purpose,
  RequestAsked,
  SocketTable,
  TcpConnect,
  TcpConnectCounts,
} from "../src/evidence/index.ts";
import { askedFor } from "./http-records.ts";
import { exampleRecord } from "./run-example.ts";

let serial = 0;
const nextId = () => {
  serial += 1;
  return `e${serial}`;
};

/** Nothing moved while the connection was tried. */
export const still: TcpConnectCounts = {
  icmpErrorsIn: 0,
  timeExceededIn: 0,
  icmpErrorsOut: 0,
  heldPackets: 0,
  failedRetransmissions: 0,
  synRetransmissions: 0,
  reversePathDrops: 0,
  resetsSent: 0,
  droppedArrivals: 0,
};

const connected: TcpConnect = {
  address: "192.0.2.10",
  port: 80,
  localAddress: "192.0.2.99",
  outcome: "connected",
  handshake: 2,
  errno: null,
  isTargetPort: true,
  icmpErrorCounted: false,
  counted: still,
  afterwards: null,
};

interface Told {
  readonly took?: number;
  readonly purpose?: Purpose;
  readonly attempt?: number;
  readonly counted?: Partial<TcpConnectCounts> | null;
}

/** One try to connect: of the request itself, and connected, unless a test says otherwise. */
export function connect(value: Partial<TcpConnect> = {}, told: Told = {}): Evidence {
  const { took = 2, purpose = "reference", attempt = 1 } = told;
  const counted = told.counted === null ? null : { ...still, ...told.counted };
  const handshake = (value.outcome ?? "connected") === "connected" ? took : null;
  return exampleRecord(
    nextId(),
    "tcp-connect",
    { ...connected, handshake, counted, ...value },
    { boundary: "tcp", took, purpose, attempt: purpose === "reference" ? attempt : null },
  );
}

const ends: Readonly<Record<string, Partial<TcpConnect>>> = {
  silent: { outcome: "timed-out" },
  refused: { outcome: "refused", errno: "ECONNREFUSED" },
  unreachable: { outcome: "unreachable", errno: "EHOSTUNREACH" },
};

/** Four SYNs and no answer, of the request itself. */
export const silence = (counted: Partial<TcpConnectCounts> = {}): Evidence =>
  connect(ends["silent"], { took: 3500, counted: { synRetransmissions: 3, ...counted } });

/** The request was refused. */
export const refusal = (counted: Partial<TcpConnectCounts> = {}): Evidence =>
  connect(ends["refused"], { counted });

/** The request met EHOSTUNREACH. */
export const unreachable = (
  took: number,
  counted: Partial<TcpConnectCounts>,
  errno = "EHOSTUNREACH",
): Evidence => connect({ ...ends["unreachable"], errno }, { took, counted });

/** Further tries of the same port that ended alike. */
export const again = (
  times: number,
  end: keyof typeof ends | "connected",
  counted: Partial<TcpConnectCounts> = {},
): readonly Evidence[] =>
  Array.from({ length: times }, () =>
    connect(ends[end] ?? {}, { purpose: "difference", took: end === "silent" ? 200 : 2, counted }),
  );

/** Other ports of the address, one try each. */
export const others = (end: keyof typeof ends | "connected", ports = [22, 443, 8080, 49_200, 49_201]) =>
  ports.map((port) =>
    connect({ ...ends[end], port, isTargetPort: false }, { purpose: "difference", took: 5, counted: null }),
  );

/** The attempt that failed at its connection, unless a test says otherwise. */
export const attempted = (value: Partial<Attempt> = {}, purpose: Purpose = "reference"): Evidence =>
  exampleRecord(
    nextId(),
    "attempt",
    {
      number: 1,
      answeredProperly: false,
      failedAt: "connect",
      address: "192.0.2.10",
      port: 80,
      took: 10,
      phases: { lookup: 1, connect: null, tls: null, firstByte: null, transfer: null },
      status: null,
      steps: [],
      ...value,
    },
    { boundary: "client", purpose, attempt: purpose === "reference" ? (value.number ?? 1) : null },
  );

/** What was asked. */
export const told = (changes: Partial<RequestAsked> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "request-asked",
    { ...askedFor, ...changes },
    { boundary: "client", by: "told", purpose: "context", attempt: null },
  );

/** A reading of the host's own state at one end of the run. */
export const reading = <K extends EvidenceKind>(
  kind: K,
  value: EvidenceValue[K],
  purpose: "freeze" | "thaw",
): Evidence => ({
  ...exampleRecord<EvidenceKind>(nextId(), kind, value, { boundary: "client" }),
  by: "observed",
  purpose,
  attempt: null,
});

/** Two readings of counters, one at each end. */
export const counters = (
  before: KernelCounters["counters"],
  after: KernelCounters["counters"],
): { readonly first: Evidence; readonly last: Evidence } => ({
  first: reading("kernel-counters", { counters: before }, "freeze"),
  last: reading("kernel-counters", { counters: after }, "thaw"),
});

/** A client with one interface and a default route. */
export const home: LocalRoutes = {
  routes: [
    { destination: "0.0.0.0/0", gateway: "198.51.100.1", device: "eth0", metric: 0, type: "unicast" },
    { destination: "198.51.100.0/24", gateway: null, device: "eth0", metric: 0, type: "unicast" },
  ],
  listsEveryRoute: true,
  interfaces: [
    { name: "lo", addresses: ["127.0.0.1", "::1"], mtu: 65_536, state: "unknown", hasCarrier: true },
    { name: "eth0", addresses: ["198.51.100.9"], mtu: 1500, state: "up", hasCarrier: true },
  ],
  otherAddresses: [],
  hasDefault: { ipv4: true, ipv6: false },
};

/** The same client where the target's address is on its own link. */
export const onLink: LocalRoutes = {
  ...home,
  routes: [{ destination: "192.0.2.0/24", gateway: null, device: "eth0", metric: 0, type: "unicast" }],
  interfaces: home.interfaces.map((one) => (one.name === "lo" ? one : { ...one, addresses: ["192.0.2.9"] })),
};

/** The target's address is one of the client's own. */
export const itself: LocalRoutes = {
  ...home,
  interfaces: home.interfaces.map((one) => (one.name === "lo" ? one : { ...one, addresses: ["192.0.2.10"] })),
};

const noSockets: SocketTable = {
  byState: {},
  listeners: [],
  listsEveryListener: true,
  byPeer: [],
  localPortRange: [32_768, 60_999],
  retransmitting: 0,
  probingZeroWindow: 0,
};

/** A socket table at one end of the run. */
export const sockets = (value: Partial<SocketTable>, purpose: "freeze" | "thaw" = "freeze"): Evidence =>
  reading("socket-table", { ...noSockets, ...value }, purpose);

/** A listener on port 80. */
export const listener = (value: Partial<Listener> = {}): Listener => ({
  address: "0.0.0.0",
  port: 80,
  acceptQueue: 0,
  byState: {},
  process: "nginx/7",
  openFiles: { used: 12, soft: 1024 },
  ...value,
});

/** A connection table with this many entries, of 100. */
export const tracked = (entries: number | null, purpose: "freeze" | "thaw" = "freeze"): Evidence =>
  reading(
    "process-limits",
    {
      openFiles: { used: 20, soft: 1024, hard: 4096 },
      systemFiles: { used: 600, limit: 100_000 },
      conntrack: entries === null ? null : { entries, limit: 100 },
    },
    purpose,
  );
