import { BlockList } from "node:net";
import { familyOf, isAddress } from "../base/index.ts";

/** The forward proxy that a request goes through. */
export interface ProxyChoice {
  readonly host: string;
  readonly port: number;
  readonly scheme: "http" | "https" | "socks5";
  /** The name is resolved by the proxy (`socks5h`, and every http proxy), not by this host. */
  readonly resolvesNames: boolean;
  /** The variable that says so. */
  readonly from: string;
  /** `user:password` of the URL; sent to the proxy, never recorded. */
  readonly credentials: string | null;
}

/** curl's default for a proxy without a port. */
const DEFAULT_PORT = 1080;

/**
 * The proxy that an ordinary client takes for a URL by its environment; `null` where it goes straight.
 *
 * As curl does it: `http_proxy` in lower case only (a CGI sets the other one from a request's `Proxy` field), all
 * others in both, lower case first; `no_proxy` before all. curl(1), ENVIRONMENT.
 */
export function proxyFor(
  url: Pick<URL, "protocol" | "hostname">,
  env: Readonly<Record<string, string | undefined>>,
): ProxyChoice | null {
  const scheme = url.protocol === "https:" ? "https" : "http";
  const names = [
    ...(scheme === "http" ? ["http_proxy"] : ["https_proxy", "HTTPS_PROXY"]),
    "all_proxy",
    "ALL_PROXY",
  ];
  const from = names.find((name) => (env[name] ?? "").trim() !== "");
  const value = from === undefined ? "" : (env[from] ?? "").trim();
  if (from === undefined) return null;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isExempt(host, env["no_proxy"] || env["NO_PROXY"] || "")) return null;
  return parseProxy(value, from);
}

/** A proxy as written in a variable or an option; `null` where it is none that can be spoken to. */
export function parseProxy(text: string, from: string): ProxyChoice | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const written = withScheme.replace(/^[^:]+/, (scheme) => scheme.toLowerCase());
  const scheme = written.slice(0, written.indexOf(":"));
  if (!["http", "https", "socks5", "socks5h", "socks"].includes(scheme)) return null;
  // A scheme that URL does not know keeps its default port out of the text: 80 and 443 stay visible.
  const parseable = `faultline-${written}`;
  if (!URL.canParse(parseable)) return null;
  const { hostname, port, username, password } = new URL(parseable);
  if (hostname === "") return null;
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (scheme === "https" ? 443 : DEFAULT_PORT) : Number(port),
    scheme: scheme === "http" || scheme === "https" ? scheme : "socks5",
    resolvesNames: scheme !== "socks5" && scheme !== "socks",
    from,
    credentials: username === "" ? null : `${decode(username)}:${decode(password)}`,
  };
}

/**
 * Whether `no_proxy` exempts a host: `*`, the name itself or any name under it, an address, a network.
 *
 * A leading dot means the same as none. Entries are parted by commas or white space. curl `lib/noproxy.c`.
 */
export function isExempt(host: string, noProxy: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const wanted = entry
        .toLowerCase()
        .replace(/^\./, "")
        .replace(/\.$/, "")
        .replace(/^\[|\]$/g, "");
      if (isAddress(name))
        return wanted.includes("/") ? isInNetwork(name, wanted) : isSameAddress(name, wanted);
      return name === wanted || name.endsWith(`.${wanted}`);
    });
}

function isInNetwork(address: string, network: string): boolean {
  const [base = "", bits = ""] = network.split("/");
  const prefix = Number(bits);
  if (!isAddress(base) || familyOf(base) !== familyOf(address) || !/^\d+$/.test(bits)) return false;
  if (prefix > (familyOf(base) === 6 ? 128 : 32)) return false;
  const family = familyOf(base) === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(base, prefix, family);
  return list.check(address, family);
}

const isSameAddress = (address: string, other: string) =>
  address === other ||
  (isAddress(other) && isInNetwork(address, `${other}/${familyOf(other) === 6 ? 128 : 32}`));

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign in a password is what it is.
  }
}
