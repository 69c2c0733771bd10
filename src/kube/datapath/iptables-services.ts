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

interface Backend {
  readonly address: string;
  readonly port: number;
}

/** What the rules do with packets to one Service. */
export interface SavedOutcome {
  readonly outcome: "balances" | "rejects" | "drops" | "missing" | "empty" | "unknown";
  readonly backends: readonly Backend[];
  /** Endpoints whose chain has no rule; left out where there are none. */
  readonly untranslated?: readonly Backend[];
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
    return { ...backendsOf(chains, found.target), others };
  }
  const refused = refusals.find(isAsked);
  const word = refused?.target === "REJECT" ? "rejects" : refused?.target === "DROP" ? "drops" : "unknown";
  return { outcome: refused === undefined ? "missing" : word, backends: [], others };
}

/** A Service's chain leads to one for each endpoint, some through the chain for outside traffic. Steps are few: no chain is asked twice. */
function backendsOf(chains: SavedServices, start: string): Omit<SavedOutcome, "others"> {
  const seen = new Map<string, Backend | null>([[start, null]]);
  const backends = new Map<string, Backend>();
  const emptied: (Backend | null)[] = [];
  let leadsOn = false;
  for (const [name, named] of seen) {
    const rules = chains.get(`nat ${name}`);
    if (rules?.length === 0) emptied.push(named);
    // A chain that is not among those that were printed may hold anything.
    else if (rules === undefined || /^KUBE-SEP-/.test(name)) leadsOn = true;
    for (const rule of rules ?? []) {
      const { target, options } = lineOf(rule);
      if (/^KUBE-(SVC|SVL|EXT|FW|SEP)-/.test(target))
        seen.set(target, seen.get(target) ?? endIn(/-> (\S+?)"/.exec(rule)?.[1] ?? ""));
      const to = options.get("--to-destination") ?? "";
      const end = endIn(to);
      if (target === "DNAT" && end !== null) backends.set(to, end);
    }
  }
  const led = [...backends.values()];
  const untranslated = emptied.filter((one) => one !== null);
  const outcome = led.length > 0 ? "balances" : emptied.length > 0 && !leadsOn ? "empty" : "unknown";
  return { outcome, backends: led, ...(untranslated.length === 0 ? {} : { untranslated }) };
}

/** `10.244.1.2:8080`, `[fd00::1]:8080`; `null` for what is none. kube-proxy writes it into the comment of the rule that leads to an endpoint. */
function endIn(text: string): Backend | null {
  const [, address = "", port = ""] = /^\[?([0-9a-fA-F.:]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  return isIP(address) === 0 ? null : { address, port: Number(port) };
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
