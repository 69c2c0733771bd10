import { createHash } from "node:crypto";

/**
 * Names of cookies by which load balancers mark the server that answered; their value is the server's name or a digest of it, and the
 * same for every client. haproxy's `cookie` directive (configuration.txt, section 4.2), nginx's `sticky`, F5's and Azure's persistence.
 */
const names = /^(server_?id|srv_?id|srv|backend(_?id)?|route|arraffinity|bigipserver.*)$/i;

/** Enough of a digest to tell servers from each other, and too little to tell anything else. */
const DIGITS = 8;

/**
 * What tells the server that set a load balancer's cookie from the others: a digest, since no cookie's value is evidence.
 *
 * @returns `null` where no such cookie was set.
 */
export function serverCookieOf(fields: readonly (readonly [name: string, value: string])[]): string | null {
  for (const [field, set] of fields) {
    if (field !== "set-cookie") continue;
    const pair = set.split(";", 1)[0] ?? "";
    const equals = pair.indexOf("=");
    const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    // An empty value takes the cookie back.
    if (equals < 1 || value === "" || !names.test(name)) continue;
    return `${name}:${createHash("sha256").update(value).digest("hex").slice(0, DIGITS)}`;
  }
  return null;
}
