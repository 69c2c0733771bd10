import type { ServiceDatapath } from "../../evidence/index.ts";
import {
  backendOfName,
  entryOf,
  parseServiceMap,
  type ServiceAsked,
  type ServiceMap,
  targetsOf,
  translationOf,
} from "./nft-services.ts";
import { type NodeLook, type Printed, print } from "./print.ts";

/** kube-proxy's table of one family, as far as it is needed to find a Service. */
export interface NftServices {
  readonly family: "ip" | "ip6";
  readonly services: ServiceMap;
  readonly withoutEndpoint: ServiceMap;
}

/** What was found, or why it could not be read; both `null` where there is no such table. */
export interface NftServicesRead {
  readonly services: NftServices | null;
  readonly failure: Exclude<Printed["outcome"], "printed"> | null;
}

/** Names of kube-proxy's table and maps. Kubernetes, pkg/proxy/nftables/proxier.go, 1.29 to 1.34. */
const TABLE = "kube-proxy";
const SERVICES = "service-ips";
const WITHOUT_ENDPOINT = "no-endpoint-services";

/** Reads the two maps that every packet to a Service is looked up in. */
export async function readNftServices(look: NodeLook, family: "ip" | "ip6"): Promise<NftServicesRead> {
  const list = (name: string) => print(look, ["nft", "-j", "list", "map", family, TABLE, name]);
  const [services, without] = await Promise.all([list(SERVICES), list(WITHOUT_ENDPOINT)]);
  if (services.outcome === "refused") {
    const isAbsent = /no such file/i.test(services.why);
    return { services: null, failure: isAbsent ? null : "refused" };
  }
  if (services.outcome !== "printed") return { services: null, failure: services.outcome };
  const map = parseServiceMap(services.text);
  const empty = without.outcome === "printed" ? parseServiceMap(without.text) : null;
  if (map === null || empty === null) return { services: null, failure: "refused" };
  return { services: { family, services: map, withoutEndpoint: empty }, failure: null };
}

/** Chains that are read on the way from a Service to its endpoints: it has at most four of its own. */
const MOST_CHAINS = 8;

/** Reads what becomes of packets to one Service. */
export async function findNft(
  look: NodeLook,
  { family, services, withoutEndpoint }: NftServices,
  asked: ServiceAsked,
): Promise<Pick<ServiceDatapath, "outcome" | "backends" | "others">> {
  const entry = entryOf(asked);
  const all = new Set([...services.verdicts.keys(), ...withoutEndpoint.verdicts.keys()]);
  const others = all.size - (all.has(entry) ? 1 : 0);
  const refused = withoutEndpoint.verdicts.get(entry);
  if (refused !== undefined) {
    const rejects = typeof refused === "object" && /reject/.test(refused.chain);
    return { outcome: rejects ? "rejects" : refused === "drop" ? "drops" : "unknown", backends: [], others };
  }
  const found = services.verdicts.get(entry);
  if (found === undefined) return { outcome: "missing", backends: [], others };
  const backends = typeof found === "object" ? await backendsOf(look, family, found.chain) : [];
  return { outcome: backends.length > 0 ? "balances" : "unknown", backends, others };
}

async function backendsOf(
  look: NodeLook,
  family: "ip" | "ip6",
  start: string,
): Promise<ServiceDatapath["backends"]> {
  const names = new Set([start]);
  const backends = new Map<string, ServiceDatapath["backends"][number]>();
  let read = 0;
  for (const name of names) {
    const told = backendOfName(name);
    if (told !== null) {
      backends.set(name, told);
      continue;
    }
    if (name === "mark-for-masquerade" || read >= MOST_CHAINS) continue;
    read += 1;
    const printed = await print(look, ["nft", "-nn", "list", "chain", family, TABLE, name]);
    if (printed.outcome !== "printed") continue;
    for (const target of targetsOf(printed.text)) names.add(target);
    const translated = translationOf(printed.text);
    if (translated !== null) backends.set(name, translated);
  }
  return [...backends.values()];
}
