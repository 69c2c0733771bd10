import { type NodeLook, print } from "./print.ts";

/** What iptables-save printed. */
export interface SavedRead {
  /** Of the table kind in use, and of legacy tables after it; `null` where there is none. */
  readonly text: string | null;
  /** All rules of iptables that there are were read. */
  readonly isWhole: boolean;
}

/** Reads the rules of iptables of one family, those of its older kernel interface with them. iptables-save(8). */
export async function readSaved(look: NodeLook, family: 4 | 6): Promise<SavedRead> {
  const prefix = family === 4 ? "iptables" : "ip6tables";
  const names = family === 4 ? "/proc/net/ip_tables_names" : "/proc/net/ip6_tables_names";
  const [usual, legacy] = await Promise.all([print(look, [`${prefix}-save`]), look.vantage.read(names)]);
  const hasLegacy = legacy.outcome === "read" && legacy.text.trim() !== "";
  const texts: string[] = [];
  if (usual.outcome === "printed") texts.push(usual.text);
  const isNft = usual.outcome === "printed" && /iptables-nft-save|nf_tables/.test(usual.text);
  if (hasLegacy && (usual.outcome !== "printed" || isNft)) {
    const older = await print(look, [`${prefix}-legacy-save`]);
    if (older.outcome === "printed") texts.push(older.text);
    return { text: texts.join("\n"), isWhole: older.outcome === "printed" };
  }
  // Without the program nobody makes such rules; who runs kube-proxy in a container has them all the same, which nft shows.
  if (usual.outcome === "missing-tool") {
    const tables = await print(look, ["nft", "list", "tables"]);
    const isEmpty = tables.outcome === "printed" && !/\bip6? (nat|filter|mangle)\b/.test(tables.text);
    return { text: null, isWhole: isEmpty };
  }
  return { text: texts[0] ?? null, isWhole: usual.outcome === "printed" };
}
