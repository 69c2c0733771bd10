/** What a URL asks for, in the parts that a connection needs. */
export interface HttpTarget {
  readonly scheme: "http" | "https";
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
}

/**
 * Where a redirect leads; `null` where `Location` names no http URL.
 *
 * @param base What was asked, and answered with it. RFC 9110, section 10.2.2.
 */
export function redirectTarget(
  location: string,
  base: Omit<HttpTarget, "scheme"> & { readonly scheme: string },
): HttpTarget | null {
  const host = base.host.includes(":") ? `[${base.host}]` : base.host;
  const target = targetUrl(location, `${base.scheme}://${host}:${base.port}${base.path}`);
  return target === null ? null : partsOf(target);
}

/** The same as a URL, without fragment and credentials. */
export function targetUrl(location: string, base: string): URL | null {
  if (!URL.canParse(location, base)) return null;
  const target = new URL(location, base);
  target.hash = "";
  target.username = "";
  target.password = "";
  return target.protocol === "http:" || target.protocol === "https:" ? target : null;
}

/** A URL in parts; its scheme's port where it names none. */
export function partsOf({ protocol, hostname, port, pathname, search }: URL): HttpTarget {
  const scheme = protocol === "https:" ? "https" : "http";
  return {
    scheme,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (scheme === "https" ? 443 : 80) : Number(port),
    path: `${pathname}${search}`,
  };
}
