import type { Recorder, ServiceDatapath } from "../../evidence/index.ts";
import { startOf } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { findSaved, parseSavedServices, type SavedServices } from "./iptables-services.ts";
import { findVirtual, parseIpvs, type VirtualServer } from "./ipvs-services.ts";
import { findNft, type NftServices, readNftServices } from "./nft-lookup.ts";
import type { ServiceAsked } from "./nft-services.ts";
import { type NodeContext, type NodeLook, print, takeDownGap } from "./print.ts";
import { findReplacement } from "./replacement.ts";
import { readSaved } from "./saved.ts";

/** What one Service comes to at a node. */
export type DatapathFound = Pick<ServiceDatapath, "mode" | "outcome" | "backends" | "others">;

/** What a node holds for Services, of both families of addresses. */
interface Programmed {
  readonly nft: { readonly 4: NftServices | null; readonly 6: NftServices | null };
  readonly saved: { readonly 4: SavedServices | null; readonly 6: SavedServices | null };
  readonly virtual: readonly VirtualServer[];
  /** Another thing that may translate: its name. */
  readonly replacement: string | null;
  /** All that could hold Services was read. */
  readonly isWhole: boolean;
}

/**
 * Reads what a node does with packets to Services, and takes it down: kube-proxy by nftables, iptables or IPVS, or that something
 * else does it. Empty, with a gap, where the node's rules cannot be read.
 */
export async function readServiceDatapath(
  vantage: Vantage,
  asked: { readonly node: string | null; readonly services: readonly ServiceAsked[] },
  recorder: Recorder,
  { clock, signal }: NodeContext,
): Promise<readonly ServiceDatapath[]> {
  const look: NodeLook = { vantage, recorder, signal };
  const { observedAt, ticks } = startOf(clock);
  const hasSix = asked.services.some(({ address }) => address.includes(":"));
  const programmed = await readProgrammed(look, hasSix);
  const found: ServiceDatapath[] = [];
  for (const service of asked.services) {
    const { address, port } = service;
    const one = await findService(look, programmed, service);
    if (one === null) continue;
    const value: ServiceDatapath = { node: asked.node, address, port, ...one };
    recorder.record("service-datapath", value, {
      boundary: "service",
      by: "observed",
      purpose: "context",
      observedAt,
      took: clock.ticks() - ticks,
      command: commandOf(one, service),
    });
    found.push(value);
  }
  return found;
}

async function readProgrammed(look: NodeLook, hasSix: boolean): Promise<Programmed> {
  const [nft4, nft6, saved4, saved6, ipvs, replacement] = await Promise.all([
    readNftServices(look, "ip"),
    hasSix ? readNftServices(look, "ip6") : null,
    readSaved(look, 4),
    hasSix ? readSaved(look, 6) : null,
    look.vantage.read("/proc/net/ip_vs"),
    findReplacement(look),
  ]);
  const parsed = (text: string | null | undefined) => (text == null ? null : parseSavedServices(text));
  const programmed = {
    nft: { 4: nft4?.services ?? null, 6: nft6?.services ?? null },
    saved: { 4: parsed(saved4.text), 6: parsed(saved6?.text) },
    virtual: ipvs.outcome === "read" ? parseIpvs(ipvs.text) : [],
    replacement: replacement.name,
  };
  const failures = [nft4?.failure ?? null, nft6?.failure ?? null];
  // A host without nft has no table of kube-proxy's: that program is the one that makes it.
  const isRead = failures.every((failure) => failure === null || failure === "missing-tool");
  const isWhole = isRead && saved4.isWhole && (saved6?.isWhole ?? true) && ipvs.outcome !== "permission";
  if (!isWhole) {
    const what = { boundary: "service", needs: "what this node does with Services", tool: "nft" } as const;
    takeDownGap(look, what, failures.find((one) => one !== null && one !== "missing-tool") ?? "permission");
  }
  return { ...programmed, isWhole: isWhole && replacement.isWhole };
}

/** What is programmed for one Service; `null` where what was read does not tell. */
async function findService(
  look: NodeLook,
  { nft, saved, virtual, replacement, isWhole }: Programmed,
  asked: ServiceAsked,
): Promise<DatapathFound | null> {
  const family = asked.address.includes(":") ? 6 : 4;
  if (replacement !== null) return { mode: "replacement", outcome: "unknown", backends: [], others: 0 };
  const [byNft, bySaved] = [nft[family], saved[family]];
  const ways: DatapathFound[] = [];
  if (byNft !== null) ways.push({ mode: "nftables", ...(await findNft(look, byNft, asked)) });
  // In IPVS mode a chain of the same name holds no Services but marks what is to be masqueraded.
  if (bySaved !== null) ways.push({ mode: "iptables", ...findSaved(bySaved, asked) });
  if (virtual.length > 0) ways.push(await ofIpvs(look, virtual, asked));
  const programmed = ways.find(({ outcome }) => outcome !== "missing");
  if (programmed !== undefined) return programmed;
  // What holds other Services is what is in use; what an earlier mode left behind holds none.
  const inUse = ways.find(({ others }) => others > 0);
  if (inUse !== undefined) return inUse;
  if (!isWhole) return null;
  return ways[0] ?? { mode: "none", outcome: "missing", backends: [], others: 0 };
}

async function ofIpvs(
  look: NodeLook,
  virtual: readonly VirtualServer[],
  asked: ServiceAsked,
): Promise<DatapathFound> {
  const found = findVirtual(virtual, asked);
  const others = virtual.length - (found === undefined ? 0 : 1);
  if (found === undefined) return { mode: "ipvs", outcome: "missing", backends: [], others };
  const { backends } = found;
  // ip_vs_leave() answers with port unreachable where there is no destination. Linux net/netfilter/ipvs/ip_vs_core.c.
  if (backends.length === 0) return { mode: "ipvs", outcome: "rejects", backends, others };
  // IPVS takes what comes in for this host: without the address on a device of its own the packets pass by.
  const printed = await print(look, ["ip", "-j", "address", "show", "to", asked.address]);
  const isOwn = printed.outcome === "printed" && printed.text.includes(`"${asked.address}"`);
  if (printed.outcome !== "printed" || isOwn) return { mode: "ipvs", outcome: "balances", backends, others };
  return { mode: "ipvs", outcome: "missing", backends: [], others };
}

function commandOf({ mode }: DatapathFound, { address }: ServiceAsked): string {
  switch (mode) {
    case "nftables":
      return `nft list table ${address.includes(":") ? "ip6" : "ip"} kube-proxy`;
    case "iptables":
      return `iptables-save | grep KUBE-`;
    case "ipvs":
      return "cat /proc/net/ip_vs";
    case "replacement":
    case "none":
      return "nft list ruleset";
  }
}
