const nginx = (message: string) =>
  `2026/06/06 10:24:33 [error] 31#31: *1 ${message}, client: 192.0.2.1, server: shop.example, request: "GET / HTTP/1.1", upstream: "http://192.0.2.9:8080/", host: "shop.example"`;

/** Lines as they are written in the field, by the signal that they must give: reverse proxies. */
export const proxyLines: Readonly<Record<string, readonly string[]>> = {
  "haproxy-no-server": [
    "haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33.120] www be/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0",
    "backend be has no server available!",
  ],
  "haproxy-bad-request": [
    'haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33.120] www www/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"',
  ],
  "haproxy-server-down": [
    'Server be/app1 is DOWN, reason: Layer4 connection problem, info: "Connection refused"',
  ],
  "haproxy-handshake": [
    "haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33.120] www/1: SSL handshake failure",
  ],
  "haproxy-proxy-header": [
    "www/1: Received something which does not look like a PROXY protocol header",
    "www/1: Timeout reading a PROXY protocol header",
  ],
  "haproxy-state-SC": [
    'haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33.120] www be/app1 0/0/-1/-1/3004 503 217 - - SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"',
    "haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33] sql be/db1 0/-1/3004 0 SC 1/1/0/0/3 0/0",
  ],
  "haproxy-state-sH": [
    'haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33.120] www be/app1 0/0/1/-1/30005 504 194 - - sHVN 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
    "sH--",
    "termination state sH",
  ],
  "haproxy-state-normal": [
    'haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33.120] www be/app1 0/0/1/9/12 200 512 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
  ],
  "envoy-flag-UF": [
    '[2026-06-06T10:24:33.120Z] "GET / HTTP/1.1" 503 UF,URX 0 91 3 - "-" "curl"',
    "response_flags=UF",
    '"response_flags":"UpstreamConnectionFailure"',
    "UF,URX",
  ],
  "envoy-flag-NR": ['[2026-06-06T10:24:33.120Z] "GET / HTTP/2" 404 NR route_not_found - "-" 0 0 0 -'],
  "envoy-via-upstream": ['"GET / HTTP/1.1" 500 - via_upstream - "-" 0 4'],
  "envoy-own-answer": ['200 - direct_response - "-"'],
  "envoy-no-route": ['404 NR route_not_found - "-"', "filter_chain_not_found"],
  "envoy-no-cluster": ["503 NC cluster_not_found -"],
  "envoy-no-healthy-upstream": ["no healthy upstream", '503 UH no_healthy_upstream - "-"'],
  "envoy-upstream-timeout": ["upstream request timeout", "504 UT upstream_response_timeout"],
  "envoy-own-timeout": ["408 SI stream_idle_timeout"],
  "envoy-reset-before-response": [
    "503 UC upstream_reset_before_response_started",
    "upstream connect error or disconnect/reset before headers",
  ],
  "envoy-reset-after-response": ["200 UC upstream_reset_after_response_started{connection_termination}"],
  "envoy-connection-termination": [
    "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
    "503 UC upstream_reset_before_response_started{connection_termination}",
  ],
  "envoy-connect-refused": [
    "upstream_reset_before_response_started{remote_connection_failure,delayed_connect_error:_111}",
    "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused",
  ],
  "envoy-connect-error": [
    "upstream_reset_before_response_started{remote_connection_failure,immediate_connect_error:_Network_is_unreachable}",
  ],
  "envoy-connect-timeout": [
    "reset reason: connection timeout",
    "upstream_reset_before_response_started{connection_timeout}",
  ],
  "envoy-connection-failure": [
    "reset reason: remote connection failure",
    "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
  ],
  "envoy-local-connection-failure": ["reset reason: local connection failure"],
  "envoy-tls-plain-peer": [
    "transport failure reason: TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end",
  ],
  "envoy-tls-error": [
    "transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED",
  ],
  "envoy-overflow": ["upstream connect error or disconnect/reset before headers. reset reason: overflow"],
  "envoy-overload": ["envoy overloaded"],
  "envoy-protocol-error": [
    "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
  ],
  "envoy-remote-reset": [
    "reset reason: remote reset",
    "upstream_reset_before_response_started{remote_refused_stream_reset}",
  ],
  "envoy-local-reset": ["reset reason: local reset"],
  "envoy-client-gone": ["0 DC downstream_remote_disconnect"],
  "envoy-closed-client": ["downstream_local_disconnect(idle_timeout)"],
  "envoy-size-limit": ["413 - request_payload_too_large"],
  "envoy-headers-too-large": ["431 DPE http1.headers_too_large"],
  "envoy-request-rejected": ["400 - missing_host_header"],
  "envoy-codec": ["400 DPE http1.codec_error"],
  "envoy-rbac": ["RBAC: access denied", "403 - rbac_access_denied_matched_policy[none]"],
  "envoy-host-unhealthy": [
    "web::192.0.2.9:80::health_flags::/failed_active_hc",
    "web::192.0.2.9:80::health_flags::/failed_outlier_check",
  ],
  "envoy-host-changing": ["web::192.0.2.9:80::health_flags::/pending_active_hc"],
  "nginx-connect-refused": [nginx("connect() failed (111: Connection refused) while connecting to upstream")],
  "nginx-connect-unreachable": [
    nginx("connect() failed (113: No route to host) while connecting to upstream"),
    nginx("connect() failed (101: Network is unreachable) while connecting to upstream"),
  ],
  "nginx-connect-no-port": [
    nginx(
      "connect() to 192.0.2.9:80 failed (99: Cannot assign requested address) while connecting to upstream",
    ),
  ],
  "nginx-unix-socket": [
    nginx(
      "connect() to unix:/run/php-fpm.sock failed (2: No such file or directory) while connecting to upstream",
    ),
    nginx(
      "connect() to unix:/run/php-fpm.sock failed (11: Resource temporarily unavailable) while connecting to upstream",
    ),
  ],
  "nginx-connect-timeout": [
    nginx("upstream timed out (110: Connection timed out) while connecting to upstream"),
  ],
  "nginx-handshake-timeout": [
    nginx("upstream timed out (110: Connection timed out) while SSL handshaking to upstream"),
  ],
  "nginx-send-timeout": [
    nginx("upstream timed out (110: Connection timed out) while sending request to upstream"),
  ],
  "nginx-read-timeout": [
    nginx("upstream timed out (110: Connection timed out) while reading response header from upstream"),
  ],
  "nginx-body-timeout": [
    nginx("upstream timed out (110: Connection timed out) while reading upstream"),
    nginx("upstream timed out (110: Connection timed out) while proxying upgraded connection"),
  ],
  "nginx-upstream-timeout": ["upstream timed out"],
  "nginx-closed-before-header": [
    nginx("upstream prematurely closed connection while reading response header from upstream"),
  ],
  "nginx-closed-in-body": [nginx("upstream prematurely closed connection while reading upstream")],
  "nginx-closed": ["upstream prematurely closed FastCGI request"],
  "nginx-reset": [
    nginx("recv() failed (104: Connection reset by peer) while reading response header from upstream"),
  ],
  "nginx-send-failed": [nginx("writev() failed (32: Broken pipe) while sending request to upstream")],
  "nginx-invalid-header": [
    nginx("upstream sent invalid header while reading response header from upstream"),
    nginx("upstream sent no valid HTTP/1.0 header while reading response header from upstream"),
    nginx(
      'upstream sent "Content-Length" and "Transfer-Encoding" headers at the same time while reading response header from upstream',
    ),
  ],
  "nginx-header-too-big": [nginx("upstream sent too big header while reading response header from upstream")],
  "nginx-more-data": [
    nginx('upstream sent more data than specified in "Content-Length" header while reading upstream'),
  ],
  "nginx-early-response": [nginx("upstream prematurely sent response while sending request to upstream")],
  "nginx-stream-refused": [
    nginx("upstream rejected request with error 2 while reading response header from upstream"),
    nginx("upstream sent goaway with error 11"),
  ],
  "nginx-no-live-upstreams": [nginx("no live upstreams while connecting to upstream")],
  "nginx-server-disabled": [nginx("upstream server temporarily disabled while connecting to upstream")],
  "nginx-no-resolver": [nginx("no resolver defined to resolve app.example")],
  "nginx-resolve-servfail": [nginx("app.example could not be resolved (2: Server failure)")],
  "nginx-resolve-nxdomain": [
    nginx("app.example could not be resolved (3: Host not found)"),
    'nginx: [emerg] host not found in upstream "app.example" in /etc/nginx/nginx.conf:12',
  ],
  "nginx-resolve-timeout": [nginx("app.example could not be resolved (110: Operation timed out)")],
  "nginx-resolve-refused": [nginx("app.example could not be resolved (5: Operation refused)")],
  "nginx-upstream-handshake": [
    nginx(
      "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream",
    ),
  ],
  "nginx-upstream-certificate": [
    nginx(
      "upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL handshaking to upstream",
    ),
    nginx('upstream SSL certificate does not match "app.example" while SSL handshaking to upstream'),
  ],
  "nginx-handshake-closed": [
    nginx("peer closed connection in SSL handshake while SSL handshaking to upstream"),
  ],
  "nginx-client-handshake": [
    "[crit] 31#31: *1 SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking, client: 192.0.2.1, server: 0.0.0.0:443",
  ],
  "nginx-client-gone": [
    nginx(
      "epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while reading response header from upstream",
    ),
  ],
  "nginx-client-timeout": [
    "[info] 31#31: *1 client timed out (110: Connection timed out) while waiting for request",
  ],
  "nginx-body-too-large": [
    nginx("client intended to send too large body: 10485760 bytes"),
    nginx("client intended to send too large chunked body: 1048577+4096 bytes"),
  ],
  "nginx-client-header": [
    "[info] 31#31: *1 client sent too large header while reading client request headers",
  ],
  "nginx-client-invalid": [
    "[info] 31#31: *1 client sent invalid method while reading client request line",
    "client sent plain HTTP request to HTTPS port while reading client request headers",
  ],
  "nginx-worker-connections": ["[alert] 31#31: 512 worker_connections are not enough"],
  "nginx-accept-descriptors": ["[crit] 31#31: accept4() failed (24: Too many open files)"],
  "nginx-limit": [
    nginx('limiting requests, excess: 5.120 by zone "one"'),
    nginx('limiting connections by zone "addr"'),
  ],
  "nginx-forbidden": [nginx("access forbidden by rule"), nginx('directory index of "/srv/" is forbidden')],
  "nginx-proxy-header": [
    '[error] 31#31: *1 broken header: "GET / HTTP/1.1" while reading PROXY protocol, client: 192.0.2.1, server: 0.0.0.0:80',
  ],
  "nginx-buffered": [
    nginx("an upstream response is buffered to a temporary file /var/cache/nginx/1 while reading upstream"),
  ],
};
