import type { ServiceDatapath } from "../../evidence/index.ts";
import {
  backendOfName,
  entryOf,
  isWithoutRules,
  parseServiceMap,
  type ServiceAsked,
  type ServiceMap,
  targetsOf,
  translationOf,
} from "./nft-services.ts";
import { type NodeLook, type Printed, print } from "./print.ts";

type Backend = ServiceDatapath["backends"][number];

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
/** Endpoints whose own chains are read, all at once; of the others the name tells. */
const MOST_ENDPOINTS = 16;

type Found = Pick<ServiceDatapath, "outcome" | "backends" | "untranslated" | "others">;

/** Reads what becomes of packets to one Service. */
export async function findNft(
  look: NodeLook,
  { family, services, withoutEndpoint }: NftServices,
  asked: ServiceAsked,
): Promise<Found> {
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
  if (typeof found !== "object") return { outcome: "unknown", backends: [], others };
  return { ...(await backendsOf(look, family, found.chain)), others };
}

/** Where the chains of a Service lead to. */
async function backendsOf(
  look: NodeLook,
  family: "ip" | "ip6",
  start: string,
): Promise<Omit<Found, "others">> {
  const list = (name: string) => print(look, ["nft", "-nn", "list", "chain", family, TABLE, name]);
  const names = new Set([start]);
  const named: { readonly chain: string; readonly backend: Backend }[] = [];
  const backends: Backend[] = [];
  let read = 0;
  let leadsOn = false;
  for (const name of names) {
    const backend = backendOfName(name);
    if (backend !== null) {
      named.push({ chain: name, backend });
      continue;
    }
    if (name === "mark-for-masquerade" || read >= MOST_CHAINS) continue;
    read += 1;
    const printed = await list(name);
    if (printed.outcome !== "printed" || !isWithoutRules(printed.text)) leadsOn = true;
    if (printed.outcome !== "printed") continue;
    for (const target of targetsOf(printed.text)) names.add(target);
    const translated = translationOf(printed.text);
    if (translated !== null) backends.push(translated);
  }
  // kube-proxy empties a chain a second before it deletes it, and takes one that is there for whole: one that is started in between leaves
  // it empty. Kubernetes, pkg/proxy/nftables/proxier.go, epChainSkipUpdate.
  const empty = await Promise.all(
    named.slice(0, MOST_ENDPOINTS).map(async ({ chain }) => {
      const printed = await list(chain);
      return printed.outcome === "printed" && isWithoutRules(printed.text);
    }),
  );
  const untranslated = named.filter((_, index) => empty[index] === true).map(({ backend }) => backend);
  const led = [
    ...backends,
    ...named.filter((_, index) => empty[index] !== true).map(({ backend }) => backend),
  ];
  if (led.length === 0 && !leadsOn) return { outcome: "empty", backends: [] };
  if (untranslated.length === 0) return { outcome: led.length > 0 ? "balances" : "unknown", backends: led };
  return { outcome: led.length > 0 ? "balances" : "empty", backends: led, untranslated };
}
