import { isAddress, parseDnsServer } from "../base/index.ts";
import { type Evidence, type ResolverConfig, startOf } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";
import type { ProbeContext } from "./context.ts";

/** Nameservers that the C libraries use; the rest of the file's is ignored. resolv.conf(5), MAXNS. */
const MAX_NAMESERVERS = 3;

/** What holds where the file says nothing, and the most that it can say. resolv.conf(5); musl: src/network/resolvconf.c. */
const limits = {
  glibc: { ndots: [1, 15], timeout: [5, 30], attempts: [2, 5] },
  musl: { ndots: [1, 15], timeout: [5, 60], attempts: [2, 10] },
} as const;

/** The server that is asked where no other is named: a resolver on this very host. resolv.conf(5). */
const LOCAL_SERVER = "127.0.0.1";

/** The sources of names where nsswitch.conf names none. glibc: nss/nss_database.c, since 2.33; musl knows no other. */
const DEFAULT_SOURCES = ["files", "dns"];

/** The most malformed lines that are kept. */
const MAX_MALFORMED = 20;

/** What is configured of name resolution, as text. `null` for a file that is not there. */
export interface ResolverFiles {
  readonly resolvConf: string | null;
  readonly nsswitch: string | null;
  readonly libc: ResolverConfig["libc"];
  /** Name of the host, whose domain is searched where no list is given; `null` when not known. */
  readonly hostname: string | null;
  /** Servers that are asked in place of the file's, as `address` or `address:port`. */
  readonly overrides: readonly string[];
  /** The caller's environment: glibc's LOCALDOMAIN and RES_OPTIONS go before the file. resolv.conf(5). */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What the files mean to the C library of this host. Pure. resolv.conf(5), nsswitch.conf(5). */
export function parseResolverConfig(files: ResolverFiles): ResolverConfig {
  const rules = limits[files.libc === "musl" ? "musl" : "glibc"];
  const named: string[] = [];
  const options: string[] = [];
  const malformedLines: string[] = [];
  let search: readonly string[] | null = null;
  const reject = (line: string) => {
    if (malformedLines.length < MAX_MALFORMED) malformedLines.push(line.slice(0, 200));
  };
  for (const line of (files.resolvConf ?? "").split("\n")) {
    // A comment begins at the start of the line or after a value.
    const [keyword = "", ...values] = line
      .replace(/[#;].*/, "")
      .trimEnd()
      .split(/[ \t]+/);
    if (keyword === "" && values.every((value) => value === "")) continue;
    if (keyword === "nameserver" && isServer(values[0])) named.push(values[0]);
    else if ((keyword === "search" || keyword === "domain") && values.length > 0) {
      // The last of all search and domain lines wins; `domain` takes one name.
      search = (keyword === "domain" ? values.slice(0, 1) : values).filter((value) => value !== "");
    } else if (keyword === "options") options.push(...values.filter((value) => value !== ""));
    else if (keyword !== "sortlist") reject(line);
  }
  if (files.libc !== "musl") {
    const wordsOf = (name: string) =>
      (files.environment?.[name] ?? "").split(/\s+/).filter((word) => word !== "");
    options.push(...wordsOf("RES_OPTIONS"));
    const domains = wordsOf("LOCALDOMAIN");
    if (domains.length > 0) search = domains;
  }
  const numberOf = (option: "ndots" | "timeout" | "attempts") => {
    const [usual, most] = rules[option];
    const said = options.findLast((word) => word.startsWith(`${option}:`))?.slice(option.length + 1);
    if (said === undefined) return usual;
    if (!/^\d+$/.test(said)) {
      reject(`options ${option}:${said}`);
      return usual;
    }
    return Math.min(Number(said), most);
  };
  const dotted = files.hostname?.indexOf(".") ?? -1;
  const ownDomain = dotted > 0 && files.libc !== "musl" ? [(files.hostname ?? "").slice(dotted + 1)] : [];
  const overridden = files.overrides.length > 0;
  const used = named.slice(0, MAX_NAMESERVERS);
  return {
    nameservers: overridden ? files.overrides : used.length > 0 ? used : [LOCAL_SERVER],
    ignoredNameservers: overridden ? [] : named.slice(MAX_NAMESERVERS),
    search: (search ?? ownDomain).filter((suffix) => suffix !== ""),
    ndots: numberOf("ndots"),
    // A timeout or a count of 0 is taken as 1: res_send.c waits at least a second and tries at least once.
    timeoutSeconds: Math.max(1, numberOf("timeout")),
    attempts: Math.max(1, numberOf("attempts")),
    rotate: options.includes("rotate") && files.libc !== "musl",
    options,
    sources: files.libc === "musl" ? DEFAULT_SOURCES : (sourcesOf(files.nsswitch) ?? DEFAULT_SOURCES),
    libc: files.libc,
    overridden,
    namesServers: used.length > 0,
    malformedLines,
  };
}

const isServer = (text: string | undefined): text is string => text !== undefined && isAddress(text);

/** The sources of the last `hosts:` line, an action in brackets as one word; `null` without such a line. */
function sourcesOf(nsswitch: string | null): readonly string[] | null {
  const lines = (nsswitch ?? "").split("\n").map((line) => line.replace(/#.*/, "").trim());
  const hosts = lines.findLast((line) => /^hosts\s*:/.test(line))?.replace(/^hosts\s*:/, "");
  if (hosts === undefined) return null;
  return (hosts.match(/\[[^\]]*\]|[^\s[]+/g) ?? []).map((word) => word.replace(/\s+/g, " "));
}

/**
 * Reads how names are resolved at a vantage: resolv.conf, nsswitch.conf, which C library.
 *
 * A file that may not be read is a gap, and what holds without it is recorded in its place.
 *
 * @param vantage Whose files count.
 * @param given Resolvers named by the user, in place of the system's, and the caller's environment.
 */
export async function readResolverConfig(
  vantage: Vantage,
  given: Pick<ResolverFiles, "overrides" | "environment">,
  { clock, purpose, recorder, signal }: ProbeContext,
): Promise<Evidence<"resolver-config">> {
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const textOf = async (path: string) => {
    const file = await vantage.read(path);
    if (file.outcome === "read") return file.text;
    if (file.outcome !== "missing") {
      recorder.gap({
        boundary: "dns",
        needs: `${path} of ${vantage.name}`,
        reason: file.outcome === "permission" ? "permission" : "unreadable",
        allowBy: `make ${path} readable for this user`,
      });
    }
    return null;
  };
  const [resolvConf, nsswitch, hostname, libc] = await Promise.all([
    textOf("/etc/resolv.conf"),
    textOf("/etc/nsswitch.conf"),
    textOf("/proc/sys/kernel/hostname"),
    libcOf(vantage),
  ]);
  const overrides = given.overrides.filter((server) => parseDnsServer(server) !== null);
  const value = parseResolverConfig({
    resolvConf,
    nsswitch,
    libc,
    hostname: hostname?.trim() ?? null,
    overrides,
    environment: given.environment ?? {},
  });
  return recorder.record("resolver-config", value, {
    boundary: "dns",
    by: "observed",
    purpose: purpose === "reference" ? "context" : purpose,
    observedAt,
    took: clock.ticks() - ticks,
    command: "cat /etc/resolv.conf; grep ^hosts /etc/nsswitch.conf",
  });
}

/** Which C library a vantage has, by its dynamic loader. */
async function libcOf(vantage: Vantage): Promise<ResolverConfig["libc"]> {
  const [lib, lib64] = await Promise.all([vantage.list("/lib"), vantage.list("/lib64")]);
  const names = [...(lib ?? []), ...(lib64 ?? [])];
  const hasGlibc = names.some((name) => name.startsWith("ld-linux"));
  // A host with both, as with the package `musl` of Debian, runs its own programs by the other one.
  if (names.some((name) => name.startsWith("ld-musl")) && !hasGlibc) return "musl";
  return hasGlibc ? "glibc" : "unknown";
}
