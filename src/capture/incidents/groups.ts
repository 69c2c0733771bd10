import { groupBy, hostPort } from "../../base/index.ts";
import type {
  CapturedApplications,
  CapturedDatabase,
  CapturedHttp,
  CapturedTls,
} from "../application/index.ts";
import type { Carried } from "./attempts.ts";
import type { SeenFlow } from "./endpoint.ts";

/** A connection with what it carried. */
interface CarryingFlow {
  readonly seen: SeenFlow;
  readonly carried: Carried;
}

/** The connections of one server that were made for one name. */
export interface Group {
  /** The name asked for, by SNI or Host; `null` where none was seen. */
  readonly name: string | null;
  readonly flows: readonly CarryingFlow[];
  /** All connections to the same address and port. */
  readonly ofEndpoint: readonly SeenFlow[];
}

/** More clients than this are a crowd, and no group that a rule on the way shuts out. */
const FEW_CLIENTS = 8;

/** The connections by server and name; and by clients, where some of these never come through and the others always do. */
export function groupsOf(
  seen: readonly SeenFlow[],
  applications: CapturedApplications | null,
): readonly Group[] {
  const carriedBy = carriedIn(applications);
  const flows = seen.map((one) => ({ seen: one, carried: carriedBy(one.flow.stream) }));
  return groupBy(flows, ({ seen: { flow } }) => hostPort(flow.server.address, flow.server.port)).flatMap(
    (ofServer) => {
      const ofEndpoint = ofServer.map((one) => one.seen);
      return byName(ofServer).flatMap(({ name, flows: ofName }) =>
        byFate(ofName).map((ofFate) => ({ name, flows: ofFate, ofEndpoint })),
      );
    },
  );
}

/** What each stream carried, found by its number. */
function carriedIn(applications: CapturedApplications | null): (stream: number) => Carried {
  const tls = new Map<number, CapturedTls>();
  const http = new Map<number, CapturedHttp[]>();
  const databases = new Map<number, CapturedDatabase>();
  for (const one of applications?.databases.kept ?? []) databases.set(one.stream, one);
  for (const one of applications?.tls.kept ?? []) if (!tls.has(one.stream)) tls.set(one.stream, one);
  for (const one of applications?.http.kept ?? []) {
    const list = http.get(one.stream);
    if (list === undefined) http.set(one.stream, [one]);
    else list.push(one);
  }
  return (stream) => ({
    tls: tls.get(stream) ?? null,
    http: http.get(stream) ?? [],
    database: databases.get(stream) ?? null,
  });
}

/** The name that a connection was made for. A request that is written for a proxy is that proxy's. */
function nameOf({ carried: { tls, http } }: CarryingFlow): string | null {
  const asked = tls?.clientHello?.serverName ?? http.find(({ throughProxy }) => !throughProxy)?.host ?? null;
  return asked === null ? null : bareHost(asked).toLowerCase();
}

/** A Host field without its port. RFC 9110, section 7.2. */
const bareHost = (host: string): string =>
  host.startsWith("[") ? host.slice(1, host.indexOf("]")) : host.replace(/:\d*$/, "");

/**
 * The names of one server. Connections that were made for none that can be seen are of the only name, where there is one; else they
 * are looked at together with all others, since what befalls them may befall whoever asks for whatever name.
 */
function byName(flows: readonly CarryingFlow[]) {
  const named = groupBy(
    flows.filter((one) => nameOf(one) !== null),
    (one) => nameOf(one) ?? "",
  ).map((ofName) => ({ name: nameOf(ofName[0]), flows: ofName as readonly CarryingFlow[] }));
  const nameless = flows.filter((one) => nameOf(one) === null);
  if (nameless.length === 0) return named;
  const [only] = named;
  if (named.length === 1 && only !== undefined) return [{ ...only, flows }];
  const isFailing = nameless.some(({ seen }) => isUnmade(seen));
  return [...named, { name: null, flows: isFailing && named.length > 0 ? flows : nameless }];
}

const isUnmade = ({ connect }: SeenFlow): boolean =>
  connect.outcome !== "connected" && connect.outcome !== "unseen" && connect.outcome !== "half-made";

/** The clients that never come through apart from those that always do; all together where a client does at times. */
function byFate(flows: readonly CarryingFlow[]): readonly (readonly CarryingFlow[])[] {
  const byClient = groupBy(flows, ({ seen: { flow } }) => flow.client.address);
  if (byClient.length === 1) return [flows];
  const fateOf = (ofClient: readonly CarryingFlow[]) => {
    const failed = ofClient.filter(({ seen }) => isUnmade(seen)).length;
    const made = ofClient.filter(({ seen }) => seen.connect.outcome === "connected").length;
    return failed === 0 ? "through" : made === 0 ? "shut-out" : "at-times";
  };
  const fates = byClient.map(fateOf);
  const shutOut = byClient.filter((_, index) => fates[index] === "shut-out");
  const isApart = !fates.includes("at-times") && shutOut.length > 0 && shutOut.length <= FEW_CLIENTS;
  if (!isApart || shutOut.length === byClient.length) return [flows];
  const through = byClient.filter((_, index) => fates[index] === "through");
  return [shutOut.flat(), through.flat()];
}
