import { type FlowRequest, gapOfCommand, print } from "../flow.ts";
import { parseJson } from "../json.ts";
import { lacksDevices, withDevices } from "./chain-devices.ts";
import { legacyChains, opaqueFamilies, parseSave, type SavedChain, withSaved } from "./iptables-save.ts";
import { type Chain, parseNft, type Ruleset } from "./ruleset.ts";

/** Reads the rules of nftables, those of iptables-nft among them; `null`, and a gap, where they cannot be had. */
export async function readNft(request: FlowRequest): Promise<Ruleset | null> {
  const { vantage, context } = request;
  const what = { boundary: "path", needs: "the packet filter's rules", tool: "nft" } as const;
  const printed = await print(request, ["nft", "-j", "list", "ruleset"]);
  if (printed.outcome !== "printed") {
    context.recorder.gap(gapOfCommand(vantage, what, printed.outcome));
    return null;
  }
  // Without the capability nft says so, and some versions print an empty ruleset all the same.
  if (printed.status !== 0) {
    const isRefused = /not permitted|permission|must be root/i.test(printed.errors);
    context.recorder.gap(
      isRefused
        ? gapOfCommand(vantage, what, "permission")
        : {
            boundary: "path",
            needs: `${what.needs} at ${vantage.name}`,
            reason: "not-supported",
            allowBy: `See why this fails at ${vantage.name}: nft -j list ruleset`,
          },
    );
    return null;
  }
  const ruleset = parseNft(parseJson(printed.text));
  if (ruleset === null) {
    context.recorder.gap({
      boundary: "path",
      needs: `${what.needs} at ${vantage.name}`,
      reason: "unreadable",
      allowBy: `Install nft with JSON at ${vantage.name}, so that this prints JSON: nft -j list ruleset`,
    });
    return null;
  }
  const listed = lacksDevices(ruleset) ? await print(request, ["nft", "list", "chains"]) : null;
  const isListed = listed?.outcome === "printed" && listed.status === 0;
  return withModules(request, isListed ? withDevices(ruleset, listed.text) : ruleset);
}

/** nft names the modules of iptables-nft without their parameters: `iptables-save` tells those. */
async function withModules(request: FlowRequest, ruleset: Ruleset): Promise<Ruleset> {
  const opaque = opaqueFamilies(ruleset);
  let whole = ruleset;
  for (const family of ["ip", "ip6"] as const) {
    if (!opaque.has(family)) continue;
    const saved = await readSaved(request, family === "ip" ? "iptables" : "ip6tables");
    if (saved !== null) whole = withSaved(whole, saved, family);
  }
  return whole;
}

async function readSaved(
  request: FlowRequest,
  name: "iptables" | "ip6tables",
): Promise<readonly SavedChain[] | null> {
  const { vantage, context } = request;
  for (const tool of [`${name}-nft-save`, `${name}-save`]) {
    const printed = await print(request, [tool]);
    if (printed.outcome === "printed" && printed.status === 0)
      return parseSave(printed.text, name === "iptables" ? 4 : 6);
    if (printed.outcome === "missing-tool") continue;
    break;
  }
  const what = { boundary: "path", needs: "the parameters of iptables rules", tool: `${name}-save` } as const;
  context.recorder.gap(gapOfCommand(vantage, what, "missing-tool"));
  return null;
}

/** Reads the tables of legacy iptables; none where the kernel says that it has none. */
export async function readLegacy(request: FlowRequest): Promise<readonly Chain[]> {
  const isSix = request.flow.serverAddress.includes(":");
  const [names, tool] = isSix
    ? (["/proc/net/ip6_tables_names", "ip6tables-legacy-save"] as const)
    : (["/proc/net/ip_tables_names", "iptables-legacy-save"] as const);
  const { vantage, context } = request;
  const tables = await vantage.read(names);
  // The file is there once the kernel has the module, and names the tables of this namespace.
  if (tables.outcome === "missing" || (tables.outcome === "read" && tables.text.trim() === "")) return [];
  const what = { boundary: "path", needs: "the rules of legacy iptables", tool } as const;
  if (tables.outcome !== "read") {
    context.recorder.gap(gapOfCommand(vantage, what, "permission"));
    return [];
  }
  for (const program of [tool, isSix ? "ip6tables-save" : "iptables-save"]) {
    const printed = await print(request, [program, "-c"]);
    if (printed.outcome === "missing-tool") continue;
    if (printed.outcome !== "printed") {
      context.recorder.gap(gapOfCommand(vantage, what, printed.outcome));
      return [];
    }
    // The same name without `-legacy` is the nft variant on most hosts, which shows no legacy table.
    if (printed.status !== 0 || /nf_tables/.test(printed.text)) continue;
    return legacyChains(parseSave(printed.text, isSix ? 6 : 4), isSix ? 6 : 4);
  }
  context.recorder.gap(gapOfCommand(vantage, what, "missing-tool"));
  return [];
}
