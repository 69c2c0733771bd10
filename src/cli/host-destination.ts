import { FaultlineError } from "../base/index.ts";
import { quote } from "../config/index.ts";

/**
 * Reads `HOST:PORT`, with brackets for an IPv6 address. RFC 3986, section 3.2.2.
 *
 * @throws FaultlineError `BAD_OPTION`
 */
export function destinationOf(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, name, digits = ""] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? name;
  const port = Number(digits);
  if (host !== undefined && !host.startsWith("-") && port >= 1 && port <= 65_535) return { host, port };
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot use --to "${quote(text)}": it must be a host and a port of 1 to 65535\nWrite host:port, for example --to 192.0.2.10:443 or --to '[2001:db8::1]:443'`,
  );
}
