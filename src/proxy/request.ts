/** What is asked of a proxy, as it arrives there. */
export interface ProxyRequest {
  /** `tcp` and `tls` where nothing is known of what is said above them. */
  readonly scheme: "http" | "https" | "tcp" | "tls";
  /** The `Host` field without port; empty where none is sent. */
  readonly host: string;
  /** The address of the proxy that it comes to; `null` where it is not known. */
  readonly address: string | null;
  readonly port: number;
  /** As on the request line, with query. */
  readonly path: string;
  readonly method: string;
  readonly bodyOctets: number;
  readonly headOctets: number;
  /** The client's address as the proxy's socket sees it; `null` where it is not known. */
  readonly client: string | null;
  /** All header fields that it bears, names in lower case; `Host` need not be among them. Left out where they are not known. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** The field `Host` as a client sends it: with the port where it is not the scheme's own. RFC 9110, section 7.2. */
export function hostField({ fields, host, port, scheme }: ProxyRequest): string {
  const usual = scheme === "https" || scheme === "tls" ? 443 : 80;
  return fields?.["host"] ?? (host === "" || port === usual ? host : `${host}:${port}`);
}

/** A path without its query, which may hold secrets. */
export const withoutQuery = (path: string): string => path.split(/[?#]/, 1)[0] ?? "";
