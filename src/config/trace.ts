import { FaultlineError, isAddress } from "../base/index.ts";

/** Where a name's delegation is followed from. */
export interface TraceStart {
  /** Without its last dot; `.` for the root. */
  readonly zone: string;
  /** A server of that zone, as `address` or `address:port`; `null` for the root servers that everyone knows. */
  readonly server: string | null;
}

/** Labels of letters, digits, hyphens and underscores; zones with others are rare and not typed. RFC 1035, section 2.3.1. */
const ZONE = /^(?:\.|(?=.{1,254}$)[\w-]{1,63}(?:\.[\w-]{1,63})*\.?)$/;

/** Reads `--trace` and `--trace-from [ZONE@]IP[:PORT]`; the second implies the first. @throws FaultlineError `BAD_OPTION` */
export function readTrace(wanted: boolean | undefined, from: string | undefined): TraceStart | null {
  if (from === undefined) return wanted === true ? { zone: ".", server: null } : null;
  const at = from.lastIndexOf("@");
  const zone = at === -1 ? "." : from.slice(0, at);
  const server = from.slice(at + 1);
  if (!ZONE.test(zone)) refuse(from, `"${zone.slice(0, 60)}" is no zone`);
  if (!isServer(server)) refuse(from, "the server must be an address, with a port of 1 to 65535 if any");
  return { zone: zone.replace(/(?<=.)\.$/, "").toLowerCase(), server };
}

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`. */
function isServer(text: string): boolean {
  if (isAddress(text)) return true;
  const [, bracketed, plain, port = "53"] = /^(?:\[([^\]]+)\]|([0-9.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  return isAddress(bracketed ?? plain ?? "") && Number(port) >= 1 && Number(port) <= 65_535;
}

function refuse(given: string, what: string): never {
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot read --trace-from "${given.slice(0, 80)}": ${what}\nWrite --trace-from 192.0.2.53, 192.0.2.53:5353 or example.com@192.0.2.53`,
  );
}
