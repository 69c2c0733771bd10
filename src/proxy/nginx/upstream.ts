import type { Ms } from "../../base/index.ts";
import type { UpstreamServer } from "../../evidence/index.ts";
import { usualAddress } from "../address-match.ts";
import type { Directive } from "./directive.ts";
import type { Target } from "./pass.ts";
import { timeOf } from "./units.ts";

/** A block `upstream`. */
export interface UpstreamBlock {
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  /** Connections kept by one worker; `null` where nobody says. */
  readonly keepalive: number | null;
  /** How long an unused one is kept. */
  readonly keepsFor: { readonly value: Ms; readonly where: string };
  readonly maxFails: boolean;
  readonly resolves: boolean;
  readonly where: string;
}

/** What ngx_http_upstream_module takes where `keepalive_timeout` is not set: 60 s. */
const KEPT_FOR: Ms = 60_000;

/** The block of a name; `null` where there is none. */
export function upstreamBlock(level: readonly Directive[], name: string): UpstreamBlock | null {
  const found = level.find(
    (each) => each.name === "upstream" && each.words[0]?.toLowerCase() === name.toLowerCase(),
  );
  if (found === undefined) return null;
  const block = found.block ?? [];
  const servers = block.filter((each) => each.name === "server");
  const keepalive = block.find((each) => each.name === "keepalive");
  const timeout = block.find((each) => each.name === "keepalive_timeout");
  return {
    name,
    servers: servers.flatMap((server) => serverOf(server)),
    keepalive: keepalive === undefined ? null : Number(keepalive.words[0]),
    keepsFor: { value: timeOf(timeout?.words[0] ?? "") ?? KEPT_FOR, where: timeout?.where ?? "default" },
    maxFails: servers.some(({ words }) => !words.includes("max_fails=0")),
    resolves: servers.some(
      ({ words }) => words.includes("resolve") || words.some((word) => word.startsWith("service=")),
    ),
    where: found.where,
  };
}

/** The number after `key=`; the fallback where it is not told. */
const numberAfter = (words: readonly string[], key: string, fallback: number): number => {
  const told = words.find((word) => word.startsWith(`${key}=`));
  const value = Number(told?.slice(key.length + 1) ?? fallback);
  return Number.isFinite(value) ? value : fallback;
};

function serverOf({ words, where }: Directive): readonly UpstreamServer[] {
  const [place = "", ...options] = words;
  const isSocket = place.startsWith("unix:");
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]+)(?::(\d+))?$/.exec(place) ?? [];
  if (!isSocket && host === "") return [];
  const most = numberAfter(options, "max_conns", 0);
  return [
    {
      host: isSocket ? place.slice("unix:".length) : usualAddress(host),
      port: isSocket ? null : Number(port ?? 80),
      name: null,
      weight: numberAfter(options, "weight", 1),
      isBackup: options.includes("backup"),
      // `drain` is of the commercial version: only sessions that are bound to it go there.
      isDown: options.includes("down") || options.includes("drain"),
      maxConnections: most === 0 ? null : most,
      // Only by the requests that fail: `max_fails`. Checks of its own has the commercial version.
      isChecked: false,
      where,
    },
  ];
}

/** The servers that a target means: those of its block, or the target itself. */
export function serversOf(
  block: UpstreamBlock | null,
  target: Target,
  by: Directive,
): readonly UpstreamServer[] {
  if (block !== null) return block.servers;
  return [
    {
      host: target.socket ?? target.host,
      port: target.port,
      name: null,
      weight: 1,
      isBackup: false,
      isDown: false,
      maxConnections: null,
      isChecked: false,
      where: by.where,
    },
  ];
}
