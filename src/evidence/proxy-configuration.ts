import type { Ms } from "../base/index.ts";

/** The products whose configuration, logs and state are read. */
export type ProxyKind = "nginx" | "haproxy" | "envoy" | "traefik" | "caddy";

/** A place in a file: `/etc/nginx/conf.d/shop.conf:31`; `default` where nobody set it; an admin interface's path. */
export type Where = string;

/**
 * What a timer of a proxy waits for.
 *
 * - `client-idle`: for the next request on a kept connection. `client-head`, `client-body`: for the request to come.
 *   `client-send`: for the client to take the answer.
 * - `upstream-connect`: for a connection. `upstream-tls`: for its handshake. `upstream-send`: for the upstream to take the request.
 * - `upstream-response`: for the first octet of an answer, or between two octets of it. `upstream-total`: for the whole answer.
 * - `upstream-idle`: how long an unused connection to the upstream is kept.
 * - `queue`: for a free connection to an upstream. `tunnel`: for either side of an upgraded or TCP connection.
 * - `resolver-valid`: how long the address of an upstream's name is used; `null` is for ever. `next-try`: for all tries together.
 * - `shutdown`: how long connections may go on once the proxy is told to end.
 */
export type TimerRole =
  | "client-idle"
  | "client-head"
  | "client-body"
  | "client-send"
  | "upstream-connect"
  | "upstream-tls"
  | "upstream-send"
  | "upstream-response"
  | "upstream-total"
  | "upstream-idle"
  | "queue"
  | "tunnel"
  | "resolver-valid"
  | "next-try"
  | "shutdown";

/** One timer as it holds for this request, inherited values and defaults included. */
export interface ProxyTimer {
  readonly role: TimerRole;
  /** The product's own word for it: `proxy_read_timeout`. */
  readonly name: string;
  /** `null`: it never fires. */
  readonly value: Ms | null;
  readonly where: Where;
}

/** What a limit counts. Octets for bodies and heads, a number for connections and requests, requests in a second for rates. */
export type LimitRole =
  | "request-body"
  | "request-head"
  | "response-head"
  | "connections"
  | "client-connections"
  | "upstream-connections"
  | "upstream-requests"
  | "request-rate"
  | "retries";

/** One limit as it holds for this request. */
export interface ProxyLimit {
  readonly role: LimitRole;
  readonly name: string;
  /** `null`: no limit. */
  readonly value: number | null;
  /** How much above it is let pass, or waits; 0 for none. */
  readonly burst: number;
  readonly where: Where;
}

/** One server of an upstream, as it is written down. */
export interface UpstreamServer {
  /** As written, without port. */
  readonly host: string;
  /** `null` where it is no TCP port: a socket's path. */
  readonly port: number | null;
  /** The server's own name in the configuration; `null` where it has none. */
  readonly name: string | null;
  readonly weight: number;
  readonly isBackup: boolean;
  /** Taken out by the configuration. */
  readonly isDown: boolean;
  /** Most connections at once; `null` for no limit. */
  readonly maxConnections: number | null;
  /** The proxy checks it by itself. */
  readonly isChecked: boolean;
  readonly where: Where;
}

/** Whether a request can come to a server: it is not taken out, and has a share. A weight of 0 is how haproxy drains one. */
export const takesRequests = ({ isDown, weight }: Pick<UpstreamServer, "isDown" | "weight">): boolean =>
  !isDown && weight > 0;

/** Where the matching route sends the request. */
export interface ProxyUpstream {
  /** As the configuration calls it, or the address where it has no name. */
  readonly name: string;
  readonly servers: readonly UpstreamServer[];
  readonly tls: {
    /** The certificate of the upstream is verified. */
    readonly verifies: boolean;
    /** The name in SNI; `null` where none is sent. */
    readonly serverName: string | null;
    /** The file of those that it trusts, and the files of what it shows of itself: absolute paths. Left out where it has none, or none is known. */
    readonly trustFile?: string;
    readonly identity?: { readonly certificateFile: string; readonly keyFile: string };
    readonly where: Where;
  } | null;
  /** Connections are kept and used again. */
  readonly keepsConnections: boolean;
  /** `gateway`: one of gateways to applications alone, as FastCGI, uwsgi, SCGI and memcached. */
  readonly protocol: "http/1.0" | "http/1.1" | "h2" | "gateway" | "tcp" | "unknown";
  readonly sendsProxyProtocol: "none" | "v1" | "v2";
  /**
   * When names become addresses: `at-start` once, when the configuration is read; `while-running` again and again;
   * `not-needed` where all servers are addresses.
   */
  readonly resolves: "at-start" | "while-running" | "not-needed";
  /** Whom it asks while it runs: addresses, with a port where that is not 53. Left out where its configuration names none. */
  readonly resolvers?: readonly string[];
  /** A request is sent to another server after an error or a timeout. */
  readonly triesNext: boolean;
}

/** Whether its servers understand a request as an ordinary client sends it: HTTP/1, or what TLS settles on. */
export const speaksHttp = ({ protocol, tls }: Pick<ProxyUpstream, "protocol" | "tls">): boolean =>
  protocol === "h2" ? tls !== null : protocol !== "gateway" && protocol !== "tcp";

/** What a route does with the request. */
export type RouteAction =
  | { readonly kind: "upstream"; readonly upstream: ProxyUpstream; readonly path: string | null }
  /** `lacksServer`: for want of a server to send it to, and by no rule. */
  | { readonly kind: "answers"; readonly status: number; readonly lacksServer?: true }
  | { readonly kind: "redirects"; readonly status: number; readonly location: string | null }
  | { readonly kind: "files"; readonly root: string | null }
  | { readonly kind: "unknown"; readonly why: string };

/** One rule that looks at the source address. */
export interface AddressRule {
  readonly verdict: "allow" | "deny";
  /** An address, a CIDR, or `all`. */
  readonly source: string;
  readonly where: Where;
}

/** A proxy's effective configuration, and what it means for this very request. Worked out when it is read, so that redaction changes no verdict. */
export interface ProxyConfiguration {
  readonly software: ProxyKind;
  readonly version: string | null;
  /** Read from its files, from the running program (`nginx -T`), or from its admin interface. */
  readonly from: "files" | "program" | "admin";
  readonly files: readonly string[];
  /** Files of the certificates that it names, for its clients and for its upstreams, by their absolute paths; at most 50. Left out where it names none. */
  readonly certificates?: readonly string[];
  /** What was not understood, or not found, with its place; at most 20. */
  readonly problems: readonly { readonly where: Where; readonly what: string }[];
  /** Addresses and ports that it is told to listen on for this request's port; all where none fits. */
  readonly listens: readonly {
    readonly address: string;
    readonly port: number;
    readonly tls: boolean;
    readonly takesProxyProtocol: boolean;
    /** It takes connections without that header as well. Left out where it does not. */
    readonly isProxyProtocolOptional?: true;
    readonly where: Where;
  }[];
  /** Which route takes this request, and why; `null` where none does. */
  readonly route: {
    /** In the product's own words: `server shop.lab, location /api`. */
    readonly name: string;
    readonly where: Where;
    readonly because: string;
    /** The host of the request was not named by any route: a default one took it. */
    readonly isDefault: boolean;
    readonly action: RouteAction;
  } | null;
  /** Hosts that some route names, at most 20: what could have been meant. */
  readonly knownHosts: readonly string[];
  readonly timers: readonly ProxyTimer[];
  readonly limits: readonly ProxyLimit[];
  /** The rules on the source address for this route in order; the one that decides for the client's address as the proxy sees it. */
  readonly access: {
    readonly rules: readonly AddressRule[];
    readonly decides: AddressRule | null;
    /** Whether the address comes from a header of a trusted hop in front, and not from the connection. */
    readonly trustsHeader: boolean;
  };
  /** When a file of it was last changed, by the file system; `null` where it cannot be told. */
  readonly changedAt: number | null;
  /** When the running program read it; `null` where it cannot be told. */
  readonly loadedAt: number | null;
}
