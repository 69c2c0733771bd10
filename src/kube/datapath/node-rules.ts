import { rawList, rawObject, rawText } from "../policy/raw.ts";
import { chainOf, parseTable } from "./nft-rules.ts";
import type { PacketChain } from "./packet-rules.ts";
import { type NodeLook, print, takeDownGap } from "./print.ts";
import type { Family } from "./range.ts";
import { readSaved } from "./saved.ts";
import { parseSavedRules } from "./saved-rules.ts";

/** The rules that forwarded packets pass at a node. */
export interface NodeRules {
  readonly chains: readonly PacketChain[];
  /** All that there are were read. */
  readonly isWhole: boolean;
}

/** Tables that are read one by one. */
const MOST_TABLES = 32;

/**
 * Reads the rules at the hooks of forwarded packets. kube-proxy's own table is left out: it drops and masquerades nothing but what
 * goes to Services (Kubernetes, pkg/proxy/nftables), and it is the one that grows with the cluster.
 */
export async function readRules(look: NodeLook, packets: Family): Promise<NodeRules> {
  const [saved, listed] = await Promise.all([
    readSaved(look, packets),
    print(look, ["nft", "-j", "list", "chains"]),
  ]);
  const bySaved = saved.text === null ? [] : parseSavedRules(saved.text);
  if (listed.outcome !== "printed") {
    if (listed.outcome !== "missing-tool" || saved.text === null)
      takeDownGap(look, { boundary: "cni", needs: "the packet filter's rules", tool: "nft" }, listed.outcome);
    return { chains: bySaved, isWhole: false };
  }
  const names = new Set<string>();
  const own = packets === 4 ? "ip" : "ip6";
  for (const entry of rawList(rawObject(parseJson(listed.text))["nftables"])) {
    const raw = rawObject(rawObject(entry)["chain"]);
    const chain = chainOf(raw);
    const [family, table] = [rawText(raw["family"]), rawText(raw["table"])];
    if (chain?.base == null || table === "kube-proxy" || (family !== own && family !== "inet")) continue;
    // Those of iptables are told by its own program, with what nft does not know of them.
    const isOfIptables = /^(FORWARD|POSTROUTING)$/.test(rawText(raw["name"]) ?? "") && family === own;
    if (!isOfIptables || saved.text === null) names.add(`${family} ${table}`);
  }
  const tables = await Promise.all(
    [...names]
      .slice(0, MOST_TABLES)
      .map((name) => print(look, ["nft", "-j", "list", "table", ...name.split(" ")])),
  );
  const byNft = tables.flatMap((one) =>
    one.outcome === "printed" ? parseTable(parseJson(one.text), packets) : [],
  );
  const isWhole =
    saved.isWhole && names.size <= MOST_TABLES && tables.every(({ outcome }) => outcome === "printed");
  return { chains: [...bySaved, ...byNft], isWhole };
}

/** Reads JSON; `null` for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What a tool printed is no JSON: it says nothing.
    return null;
  }
}
