import { isIP } from "node:net";
import type { ServiceAsked } from "./nft-services.ts";

/** A line of iptables-save(8), as far as Services go. */
interface Line {
  readonly options: ReadonlyMap<string, string>;
  readonly target: string;
}

/** kube-proxy's chains of one family, as iptables-save prints them: rules by table and chain. */
export type SavedServices = ReadonlyMap<string, readonly string[]>;

/** Keeps the rules of kube-proxy's own chains; `null` where there is no chain of Services. */
export function parseSavedServices(text: string): SavedServices | null {
  const chains = new Map<string, string[]>();
  let table = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    const declared = /^:(KUBE-\S+)/.exec(line)?.[1];
    if (declared !== undefined) chains.set(`${table} ${declared}`, []);
    const owner = /^(?:\[\d+:\d+\] )?-A (KUBE-\S+)/.exec(line)?.[1];
    if (owner !== undefined) chains.get(`${table} ${owner}`)?.push(line);
  }
  return chains.has("nat KUBE-SERVICES") ? chains : null;
}

/** What the rules do with packets to one Service. */
export interface SavedOutcome {
  readonly outcome: "balances" | "rejects" | "drops" | "missing" | "unknown";
  readonly backends: readonly { readonly address: string; readonly port: number }[];
  /** Entries for other Services. */
  readonly others: number;
}

/** Chains that hold one rule for each Service. Kubernetes, pkg/proxy/iptables/proxier.go. */
const ends = ["filter KUBE-SERVICES", "filter KUBE-EXTERNAL-SERVICES"];

/** Reads what becomes of packets to one Service. */
export function findSaved(chains: SavedServices, asked: ServiceAsked): SavedOutcome {
  const entries = (chains.get("nat KUBE-SERVICES") ?? []).map(lineOf);
  const services = entries.filter(({ target }) => /^KUBE-(SVC|SVL|EXT|FW)-/.test(target));
  const refusals = ends.flatMap((chain) => (chains.get(chain) ?? []).map(lineOf));
  const isAsked = (line: Line) => addresses(line, asked);
  const others = new Set([...services, ...refusals].filter((line) => !isAsked(line)).map(keyOf)).size;
  const found = services.find(isAsked);
  if (found !== undefined) {
    const backends = backendsOf(chains, found.target);
    return { outcome: backends.length > 0 ? "balances" : "unknown", backends, others };
  }
  const refused = refusals.find(isAsked);
  const word = refused?.target === "REJECT" ? "rejects" : refused?.target === "DROP" ? "drops" : "unknown";
  return { outcome: refused === undefined ? "missing" : word, backends: [], others };
}

/** A Service's chain leads to one for each endpoint, some through the chain for outside traffic. Steps are few: no chain is asked twice. */
function backendsOf(chains: SavedServices, start: string): SavedOutcome["backends"] {
  const seen = new Set([start]);
  const found = new Map<string, { readonly address: string; readonly port: number }>();
  for (const name of seen) {
    for (const line of (chains.get(`nat ${name}`) ?? []).map(lineOf)) {
      if (/^KUBE-(SVC|SVL|EXT|FW|SEP)-/.test(line.target)) seen.add(line.target);
      const to = line.options.get("--to-destination") ?? "";
      const [, address = "", port = ""] = /^\[?([0-9a-fA-F.:]+?)\]?:(\d{1,5})$/.exec(to) ?? [];
      if (line.target === "DNAT" && isIP(address) !== 0) found.set(to, { address, port: Number(port) });
    }
  }
  return [...found.values()];
}

const addresses = ({ options }: Line, { address, port, protocol }: ServiceAsked): boolean =>
  (options.get("-d") ?? "").replace(/\/(32|128)$/, "") === address &&
  options.get("-p") === protocol.toLowerCase() &&
  options.get("--dport") === String(port);

const keyOf = ({ options }: Line): string =>
  ["-d", "-p", "--dport"].map((name) => options.get(name) ?? "").join(" ");

/** Options of a rule by name; comments hold spaces and are left out. */
function lineOf(text: string): Line {
  const words = text.replace(/--comment ("(?:[^"\\]|\\.)*"|\S+)/g, "").split(/\s+/);
  const options = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    if (word.startsWith("-") && words[index - 1] !== "!" && !options.has(word))
      options.set(word, words[index + 1] ?? "");
  }
  return { options, target: options.get("-j") ?? options.get("-g") ?? "" };
}
