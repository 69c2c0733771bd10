import type { ProxyConfiguration, ProxyTimer } from "../../evidence/index.ts";
import { usualAddress } from "../address-match.ts";
import type { ProxyRequest } from "../request.ts";
import { at, duration, entries, flag, has, type Tree, text, texts, treeAt, where } from "../tree.ts";

/** One entry point. */
export interface EntryPoint {
  readonly name: string;
  /** Empty for all. */
  readonly address: string;
  readonly port: number;
  readonly tree: Tree;
}

/** Lists of options are written with commas. */
export const listOf = (tree: Tree, ...keys: readonly string[]): readonly string[] =>
  texts(tree, ...keys)
    .flatMap((word) => word.split(","))
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** Entry points of TCP; the one that Traefik has where none is written. */
export function entryPointsOf(fixed: Tree): readonly EntryPoint[] {
  const all = entries(fixed, "entryPoints");
  if (all.length === 0) return [{ name: "http", address: "", port: 80, tree: treeAt({}, "default") }];
  return all.flatMap(([name, tree]) => {
    const [, address = "", port] =
      /^(?:tcp:\/\/)?(.*):(\d{1,5})(?:\/tcp)?$/i.exec(text(tree, "address") ?? "") ?? [];
    return port === undefined
      ? []
      : [{ name, tree, port: Number(port), address: address === "" ? "" : usualAddress(address) }];
  });
}

const isEvery = (address: string) => address === "" || address === "0.0.0.0" || address === "::";

export function entryPointFor(
  all: readonly EntryPoint[],
  { address, port }: ProxyRequest,
): EntryPoint | null {
  const ofPort = all.filter((each) => each.port === port);
  if (address === null) return ofPort[0] ?? null;
  const own = usualAddress(address);
  return ofPort.find((each) => each.address === own) ?? ofPort.find((each) => isEvery(each.address)) ?? null;
}

/** Entry points of a router that names none. */
export function usualNames(all: readonly EntryPoint[]): readonly string[] {
  const chosen = all.filter(({ tree }) => flag(tree, "asDefault") === true);
  return (chosen.length > 0 ? chosen : all.filter(({ name }) => name !== "traefik")).map(({ name }) => name);
}

const MOST_LISTENS = 20;

export function toldListens(
  all: readonly EntryPoint[],
  port: number,
  isTls: (entryPoint: EntryPoint) => boolean,
): ProxyConfiguration["listens"] {
  const ofPort = all.filter((each) => each.port === port);
  return (ofPort.length > 0 ? ofPort : all).slice(0, MOST_LISTENS).map((each) => ({
    address: each.address === "" ? "0.0.0.0" : each.address,
    port: each.port,
    tls: isTls(each),
    // From those whom it trusts, and only where the header is there.
    ...(flag(each.tree, "proxyProtocol", "insecure") === true ||
    listOf(each.tree, "proxyProtocol", "trustedIPs").length > 0
      ? { takesProxyProtocol: true, isProxyProtocolOptional: true as const }
      : { takesProxyProtocol: false }),
    where: where(has(each.tree, "address") ? at(each.tree, "address") : each.tree),
  }));
}

/** Values that hold where nothing is said, of version 3. Traefik, "EntryPoints: respondingTimeouts, lifeCycle". */
const usual = { read: 60_000, idle: 180_000, grace: 10_000 } as const;

/** Timers of an entry point. A bare number counts seconds. */
export function entryTimers({ tree }: EntryPoint): readonly ProxyTimer[] {
  const timer = (
    role: ProxyTimer["role"],
    name: string,
    otherwise: number | null,
    ...keys: readonly string[]
  ): readonly ProxyTimer[] => {
    const written = duration(tree, 1_000, "transport", ...keys);
    if (written === null)
      return otherwise === null ? [] : [{ role, name, value: otherwise, where: "default" }];
    return [
      { role, name, value: written === 0 ? null : written, where: where(at(tree, "transport", ...keys)) },
    ];
  };
  return [
    ...timer("client-idle", "idleTimeout", usual.idle, "respondingTimeouts", "idleTimeout"),
    ...timer("client-head", "readTimeout", usual.read, "respondingTimeouts", "readTimeout"),
    ...timer("client-body", "readTimeout", usual.read, "respondingTimeouts", "readTimeout"),
    ...timer("client-send", "writeTimeout", null, "respondingTimeouts", "writeTimeout"),
    ...timer("shutdown", "graceTimeOut", usual.grace, "lifeCycle", "graceTimeOut"),
  ];
}
