import type { LoggedError, LoggedReason } from "../../evidence/index.ts";

/** A sentence of a product and what it states. */
export interface ErrorRow {
  /** Bounded, as in the tables of signals. A first group, where there is one, is the upstream. */
  readonly pattern: RegExp;
  readonly reason: LoggedReason | null;
  /** `null` where the line's own words say the phase. */
  readonly phase: LoggedError["phase"];
}

const row = (pattern: RegExp, reason: LoggedReason | null, phase: LoggedError["phase"] = null): ErrorRow => ({
  pattern,
  reason,
  phase,
});

/** nginx, src/http/ngx_http_upstream.c, ngx_http_request.c, ngx_event_connect.c. The first that fits counts. */
export const nginxRows: readonly ErrorRow[] = [
  row(/connect\(\) to unix:\S{1,300} failed \((?:2|11|111): /, "upstream-refused", "connect"),
  // 13 is the mode of a socket, or a security module's word: SELinux by its usual policy lets no proxy connect.
  row(/connect\(\) (?:to \S{1,300} )?failed \((?:13|111): /, "upstream-refused", "connect"),
  row(/connect\(\) (?:to \S{1,300} )?failed \((?:100|101|112|113): /, "upstream-unreachable", "connect"),
  row(/connect\(\) (?:to \S{1,300} )?failed \(110: /, "upstream-timed-out", "connect"),
  row(/connect\(\) (?:to \S{1,300} )?failed \((?:99|24|23|12): /, "out-of-resources", "connect"),
  row(/upstream timed out/, "upstream-timed-out"),
  row(/upstream prematurely closed/, "upstream-closed"),
  row(
    /(?:recv|readv|SSL_read)\(\) failed \(104: [^)]{1,60}\) while (?:reading|SSL handshaking to) /,
    "upstream-reset",
  ),
  row(
    /(?:writev|send|sendfile|SSL_write)\(\) failed \(104: [^)]{1,60}\) while sending request/,
    "upstream-reset",
  ),
  row(
    /(?:writev|send|sendfile|SSL_write)\(\) failed \(32: [^)]{1,60}\) while sending request/,
    "upstream-closed",
  ),
  row(/upstream SSL certificate (?:verify error|does not match)/, "upstream-tls-failed", "tls"),
  row(/while SSL handshaking to upstream/, "upstream-tls-failed", "tls"),
  row(/no live upstreams/, "upstream-none-healthy"),
  row(
    /host not found in (?:upstream|resolver)|could not be resolved \(|no resolver defined to resolve|while resolving, resolver: /,
    "name-not-resolved",
  ),
  row(/upstream sent too big (?:header|early hints)/, "head-too-large", "head"),
  row(
    /upstream sent (?:invalid|no valid|unsupported|unknown|duplicate|"Content-Length" and)/,
    "upstream-answer-invalid",
  ),
  row(/upstream prematurely sent response/, "upstream-answer-invalid"),
  row(/upstream (?:rejected request with error|sent goaway|sent rst|sent frame)/, "upstream-reset"),
  row(/client intended to send too large (?:chunked )?body/, "body-too-large"),
  row(/client sent too (?:large|long) (?:header|request|URI)/, "head-too-large"),
  row(/while reading PROXY protocol/, "proxy-protocol-broken"),
  row(/client prematurely closed|epoll_wait\(\) reported that client/, "client-left"),
  row(/client timed out/, "client-timed-out"),
  // A dry run lets the request pass.
  row(/limiting (?:requests|connections)(?!, dry run)/, "limit-met"),
  row(/access forbidden by rule/, "source-refused"),
  row(
    /worker_connections are not enough|(?:accept4?|socket|open)\(\)[^,]{0,200} failed \((?:23|24): /,
    "out-of-resources",
  ),
];

/** haproxy, src/server.c, src/check.c, src/session.c, src/proxy.c, src/backend.c. The server or backend is its upstream. */
export const haproxyRows: readonly ErrorRow[] = [
  row(/\bServer (\S{1,200}) is DOWN[^\n]{0,200}Connection refused/, "upstream-refused", "connect"),
  row(
    /\bServer (\S{1,200}) is DOWN[^\n]{0,200}(?:No route to host|Network is unreachable)/,
    "upstream-unreachable",
    "connect",
  ),
  row(/\bServer (\S{1,200}) is DOWN[^\n]{0,60}Layer4 timeout/, "upstream-timed-out", "connect"),
  row(/\bServer (\S{1,200}) is DOWN[^\n]{0,60}Layer6/, "upstream-tls-failed", "tls"),
  row(/\bServer (\S{1,200}) is DOWN[^\n]{0,60}Layer7 timeout/, "upstream-timed-out", "head"),
  row(/\bServer (\S{1,200}) is (?:going )?DOWN\b/, null),
  row(/\b(?:backend|proxy) '?([^\s']{1,200})'? has no server available/i, "upstream-none-healthy"),
  row(/PROXY protocol header/i, "proxy-protocol-broken"),
  row(
    /reached (?:the )?(?:system|process) (?:FD|memory) limit|out of (?:file descriptors|memory)/i,
    "out-of-resources",
  ),
  row(/Connect\(\) failed for backend (\S{1,200}): no free ports/, "out-of-resources", "connect"),
  row(/reached the configured maxconn|reached configured (?:maxconn|frontend|global)/i, "limit-met"),
];

/** What Caddy and Traefik, and other programs in Go, say of their upstream. Go, net/dial.go, net/http/transport.go. */
export const goRows: readonly ErrorRow[] = [
  // The client's handshake, and the proxy's own errands: no word of an upstream.
  row(/TLS handshake error from|\bacme\b|"logger":"(?!http)/i, null),
  row(
    /lookup ([^\s:]{1,255})[^\n]{0,100}: (?:no such host|server misbehaving|i\/o timeout|[^\n]{0,60}(?:connection refused|temporary failure))/,
    "name-not-resolved",
  ),
  row(
    /dial (?:tcp[46]?|unix) (\S{1,300}): connect: (?:connection refused|no such file)/,
    "upstream-refused",
    "connect",
  ),
  row(
    /dial tcp[46]? (\S{1,300}): connect: (?:no route to host|network is unreachable)/,
    "upstream-unreachable",
    "connect",
  ),
  row(/dial tcp[46]? (\S{1,300}): connect: cannot assign requested address/, "out-of-resources", "connect"),
  row(
    /dial tcp[46]? (\S{1,300}): (?:i\/o timeout|connect: connection timed out|operation was canceled: timeout)/,
    "upstream-timed-out",
    "connect",
  ),
  row(/no upstreams available|no available server/, "upstream-none-healthy"),
  row(
    /x509: |remote error: tls|tls: (?:first record does not look|failed to verify|handshake|server selected)|server gave HTTP response to HTTPS client|TLS handshake timeout/,
    "upstream-tls-failed",
    "tls",
  ),
  row(/timeout awaiting response headers/, "upstream-timed-out", "head"),
  row(/read tcp \S{1,120}->(\S{1,120}): read: connection reset by peer/, "upstream-reset", "head"),
  row(
    /write tcp \S{1,120}->(\S{1,120}): write: (?:broken pipe|connection reset by peer)/,
    "upstream-closed",
    "send",
  ),
  row(/read tcp \S{1,120}->(\S{1,120}): i\/o timeout/, "upstream-timed-out", "head"),
  row(/malformed HTTP (?:response|status|version|header)/, "upstream-answer-invalid", "head"),
  row(
    /server closed idle connection|transport connection broken|unexpected EOF|(?:: |=|"|^)EOF(?:"|$)/,
    "upstream-closed",
    "head",
  ),
  row(/request body too large/, "body-too-large"),
  row(/context canceled/, "client-left"),
];

/** What other runtimes say with the address at hand. */
export const otherRows: readonly ErrorRow[] = [
  row(/ECONNREFUSED (\S{1,100}:\d{1,5})/, "upstream-refused", "connect"),
  row(/ETIMEDOUT (\S{1,100}:\d{1,5})/, "upstream-timed-out", "connect"),
  row(/E(?:HOST|NET)UNREACH (\S{1,100}:\d{1,5})/, "upstream-unreachable", "connect"),
  row(/getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]{1,255})/, "name-not-resolved"),
];
