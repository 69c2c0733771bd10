import { isIP } from "node:net";
import { rawList, rawNumber, rawObject, rawText } from "../policy/raw.ts";

/** Where a Service is asked at. */
export interface ServiceAsked {
  readonly address: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** The entries of one of kube-proxy's maps: what becomes of a packet to an address, a protocol and a port. */
export interface ServiceMap {
  /** By `address protocol port`. */
  readonly verdicts: ReadonlyMap<string, MapVerdict>;
}

/** A chain that is gone to, or the end of the packet. */
export type MapVerdict = { readonly chain: string } | "drop" | "other";

/** The key of an entry. */
export const entryOf = ({ address, port, protocol }: ServiceAsked): string =>
  `${address} ${protocol.toLowerCase()} ${port}`;

/** Numbers that nft prints for protocols that it does not name. IANA, protocol numbers. */
const protocols: Readonly<Record<string, string>> = { 6: "tcp", 17: "udp", 132: "sctp" };

/** Reads `nft -j list map`; `null` for what is none. libnftables-json(5). */
export function parseServiceMap(text: string): ServiceMap | null {
  const verdicts = new Map<string, MapVerdict>();
  const map = rawList(rawObject(parse(text))["nftables"])
    .map((entry) => rawObject(entry)["map"])
    .find((one) => one !== undefined);
  if (map === undefined) return null;
  for (const element of rawList(rawObject(map)["elem"])) {
    const [key, verdict] = rawList(element);
    // An element with a comment or a timeout is wrapped.
    const { concat } = rawObject(rawObject(rawObject(key)["elem"])["val"] ?? key);
    const [address, protocol, port] = rawList(concat);
    const name = rawText(protocol) ?? String(rawNumber(protocol));
    verdicts.set(
      `${rawText(address) ?? ""} ${protocols[name] ?? name} ${rawNumber(port) ?? ""}`,
      verdictOf(verdict),
    );
  }
  return { verdicts };
}

function verdictOf(raw: unknown): MapVerdict {
  const { goto, jump, drop } = rawObject(raw);
  const chain = rawText(rawObject(goto ?? jump)["target"]);
  if (chain !== null) return { chain };
  return drop === undefined ? "other" : "drop";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What a tool printed is no JSON: it says nothing.
    return null;
  }
}

/**
 * Chains that the rules of a printed chain lead to: by `jump`, `goto`, and the map that draws one of the endpoints. The text form is
 * read, for nft before 1.0.7 leaves that map out of the JSON of a single chain.
 */
export function targetsOf(text: string): readonly string[] {
  const found = [...text.matchAll(/\b(?:goto|jump) "?([^\s",;{}]+)/g)].map(([, name]) => name ?? "");
  return [...new Set(found)];
}

/** The backend that a chain of an endpoint leads to, by its `dnat` rule. */
export function translationOf(text: string): { readonly address: string; readonly port: number } | null {
  const [, six, four = "", port = ""] =
    /\bdnat (?:ip6? )?to (?:\[([0-9a-fA-F.:]+)\]|([0-9.]+)):(\d{1,5})\b/.exec(text) ?? [];
  const address = six ?? four;
  return isIP(address) === 0 ? null : { address, port: Number(port) };
}

/** Whether a printed chain is there and holds no rule: what comes to it goes back unchanged. */
export const isWithoutRules = (text: string): boolean =>
  /\bchain [^{}]+\{\s*(comment "[^"]*"\s*)?\}/.test(text);

/**
 * The backend in the name of an endpoint's chain: `endpoint-HASH-shop/api/tcp/http__192.0.2.7/8080`. A colon may not stand in a
 * name: kube-proxy writes a dot for it. Kubernetes, pkg/proxy/nftables/proxier.go.
 */
export function backendOfName(chain: string): { readonly address: string; readonly port: number } | null {
  const [, written = "", port = ""] = /^endpoint-.*__([0-9a-fA-F.:]+)\/(\d{1,5})$/.exec(chain) ?? [];
  const address = isIP(written) === 0 ? written.replaceAll(".", ":") : written;
  return isIP(address) === 0 ? null : { address, port: Number(port) };
}
