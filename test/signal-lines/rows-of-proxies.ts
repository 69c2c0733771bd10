import { type RowFamily, rows, words } from "./row-family.ts";

const haproxy = (state: string) =>
  `Jun  6 10:24:33 edge haproxy[7]: 192.0.2.1:51000 [06/Jun/2026:10:24:33.120] www be/app1 0/0/1/-1/30005 504 194 - - ${state}-- 1/1/0/0/0 0/0 "GET /api HTTP/1.1"`;
const envoy = (flag: string) =>
  `[2026-06-06T10:24:33.120Z] "GET /api HTTP/1.1" 503 ${flag} 0 91 3 - "-" "curl/8.5.0" "id" "shop.example" "192.0.2.9:8080"`;
const nginx = (message: string) =>
  `2026/06/06 10:24:33 [error] 31#31: *1 ${message}, client: 192.0.2.1, server: shop.example, request: "GET / HTTP/1.1", upstream: "http://192.0.2.9:8080/", host: "shop.example"`;
const reading = "while reading response header from upstream";

/** Haproxy, Envoy, RFC 9209, nginx and the edges of clouds. */
export const proxyRows: Readonly<Record<string, RowFamily>> = {
  "termination states of haproxy": {
    ids: /^haproxy-state-/,
    lines: words(
      "CR cR CQ sQ CC SC sC LC PC RC CH cH SH sH PH LH CD cD SD sD PD CL PR LR PT CT DH KD UD IH",
    ).map(haproxy),
  },
  "haproxy's checks": {
    ids: /^haproxy-/,
    lines: words("SOCKERR L4TOUT L4CON L6TOUT L6RSP L7TOUT L7RSP L7STS PROCERR PROCTOUT").map(
      (code) => `be,app1,0,0,0,1,,7,0,0,,0,,0,0,7,0,DOWN,1,1,0,1,1,30,30,,1,2,1,,7,,2,0,,1,${code},,2002`,
    ),
  },
  "flags of Envoy": {
    ids: /^envoy-flag-/,
    lines: words(
      "DC DR DPE LH UH UF UC UR LR UT UO URX UMSDR UPE NR NC NFCF DT SI IH UAEX RL RLSE DI FI RFCF OM DO DF UF,URX",
    ).map(envoy),
  },
  "details of Envoy": {
    ids: /^envoy-/,
    lines: words(`
      direct_response route_not_found route_configuration_not_found cluster_not_found filter_chain_not_found no_healthy_upstream
      maintenance_mode upstream_response_timeout upstream_per_try_timeout upstream_max_stream_duration_reached request_overall_timeout
      max_duration_timeout duration_timeout stream_idle_timeout upstream_reset_before_response_started{connection_termination}
      upstream_reset_after_response_started{remote_reset} downstream_remote_disconnect downstream_local_disconnect overload
      request_payload_too_large response_payload_too_large request_payload_exceeded_retry_buffer_limit missing_host_header
      missing_path_rejected absolute_path_rejected path_normalization_failed low_version upgrade_failed
      request_headers_failed_strict_check filter_removed_required_headers http1.codec_error http1.headers_too_large
      http1.too_many_headers http1.invalid_characters http1.invalid_transfer_encoding http1.content_length_and_chunked_not_allowed
      http2.inbound_empty_frames_flood http2.outbound_frames_flood http2.invalid.header.field http2.violation.of.messaging.rule
      rbac_access_denied_matched_policy[ns[shop]-policy[deny]-rule[0]] via_upstream`).map(
      (details) => `{"response_code":503,"response_code_details":"${details}","response_flags":"-"}`,
    ),
  },
  "what Envoy says of a reset": {
    ids: /^(?:envoy-|connection-|network-|certificate-|openssl-|tls-|errno-|connect-)/,
    lines: words(`
      connection_termination remote_connection_failure,immediate_connect_error:_Network_is_unreachable
      remote_connection_failure,delayed_connect_error:_111 remote_connection_failure,delayed_connect_error:_Connection_refused
      remote_connection_failure,TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end
      local_connection_failure connection_timeout overflow protocol_error remote_reset remote_refused_stream_reset local_reset
      local_refused_stream_reset`).map(
      (reason) =>
        `upstream connect error or disconnect/reset before headers. reset reason: ${reason.replaceAll("_", " ").replace(",", ", transport failure reason: ")}`,
    ),
  },
  "bodies of Envoy": {
    ids: /^envoy-/,
    lines: rows(`
      no healthy upstream
      upstream request timeout
      RBAC: access denied
      upstream connect error or disconnect/reset before headers. reset reason: connection timeout
      10.0.0.9:8080::health_flags::/failed_active_hc
      10.0.0.9:8080::health_flags::/failed_outlier_check
      10.0.0.9:8080::health_flags::/failed_eds_health`),
  },
  "tokens of Proxy-Status": {
    ids: /^proxy-status-/,
    lines: words(`
      dns_timeout dns_error destination_not_found destination_unavailable destination_ip_prohibited destination_ip_unroutable
      connection_refused connection_terminated connection_timeout connection_read_timeout connection_write_timeout
      connection_limit_reached tls_protocol_error tls_certificate_error tls_alert_received http_request_error http_request_denied
      http_response_incomplete http_response_header_section_size http_response_header_size http_response_body_size
      http_response_trailer_section_size http_response_trailer_size http_response_transfer_coding http_response_content_coding
      http_response_timeout http_upgrade_failed http_protocol_error proxy_internal_response proxy_internal_error
      proxy_configuration_error proxy_loop_detected`).map(
      (token) => `Proxy-Status: edge.example; error=${token}`,
    ),
  },
  "messages of nginx": {
    ids: /^(?:nginx-|connection-|certificate-|openssl-|resolver-|dns-)/,
    lines: [
      ...rows(`
        connect() failed (111: Connection refused) while connecting to upstream
        connect() failed (113: No route to host) while connecting to upstream
        connect() failed (113: Host is unreachable) while connecting to upstream
        connect() failed (101: Network is unreachable) while connecting to upstream
        connect() to 192.0.2.9:8080 failed (99: Cannot assign requested address) while connecting to upstream
        connect() to unix:/run/app.sock failed (2: No such file or directory) while connecting to upstream
        connect() to unix:/run/app.sock failed (13: Permission denied) while connecting to upstream
        connect() to unix:/run/app.sock failed (11: Resource temporarily unavailable) while connecting to upstream
        upstream timed out (110: Connection timed out) while connecting to upstream
        upstream timed out (110: Connection timed out) while SSL handshaking to upstream
        upstream timed out (110: Connection timed out) while sending request to upstream
        upstream timed out (110: Connection timed out) ${reading}
        upstream timed out (110: Operation timed out) ${reading}
        upstream timed out (110: Connection timed out) while reading upstream
        upstream timed out (110: Connection timed out) while proxying upgraded connection
        upstream prematurely closed connection ${reading}
        upstream prematurely closed connection while reading upstream
        upstream prematurely closed connection while sending to client
        recv() failed (104: Connection reset by peer) ${reading}
        recv() failed (104: Connection reset by peer) while reading upstream
        writev() failed (32: Broken pipe) while sending request to upstream
        writev() failed (104: Connection reset by peer) while sending request to upstream
        sendfile() failed (32: Broken pipe) while sending request to upstream
        upstream sent invalid header: "abc" ${reading}
        upstream sent no valid HTTP/1.0 header ${reading}
        upstream sent unsupported FastCGI protocol version: 72 ${reading}
        upstream sent too big header ${reading}
        upstream sent too big early hints while reading response header from upstream
        upstream sent "Content-Length" and "Transfer-Encoding" headers at the same time ${reading}
        upstream sent unknown "Transfer-Encoding": "identity" ${reading}
        upstream sent duplicate header line: "Content-Length: 3", previous value: "Content-Length: 2" ${reading}
        upstream sent invalid "Content-Length" header: "-1" ${reading}
        upstream sent more data than specified in "Content-Length" header while reading upstream
        upstream prematurely sent response while sending request to upstream
        upstream rejected request with error 7 ${reading}
        upstream sent goaway with error 0 ${reading}
        upstream sent rst stream frame with error 8 ${reading}
        no live upstreams while connecting to upstream
        upstream server temporarily disabled while connecting to upstream
        no resolver defined to resolve app.internal
        app.internal could not be resolved (2: Server failure)
        app.internal could not be resolved (3: Host not found)
        app.internal could not be resolved (110: Operation timed out)
        app.internal could not be resolved (5: Operation refused)
        SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream
        SSL_do_handshake() failed (SSL: error:0A000416:SSL routines::ssl/tls alert certificate unknown) while SSL handshaking
        upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream
        upstream SSL certificate does not match "app.internal" while SSL handshaking to upstream
        client prematurely closed connection
        client prematurely closed connection, so upstream connection is closed too while sending request to upstream
        client timed out (110: Connection timed out) while waiting for request
        client intended to send too large body: 10485761 bytes
        client intended to send too large chunked body: 1048577 bytes
        client sent too large header while reading client request headers
        client sent too long URI while reading client request line
        client sent invalid request while reading client request line
        client sent HTTP/1.1 request without "Host" header while reading client request headers
        accept4() failed (24: Too many open files)
        access forbidden by rule
        directory index of "/srv/www/" is forbidden
        limiting requests, excess: 5.230 by zone "one"
        limiting connections by zone "addr"
        peer closed connection in SSL handshake while SSL handshaking to upstream
        peer closed connection in SSL handshake (104: Connection reset by peer) while SSL handshaking to upstream
        readv() failed (104: Connection reset by peer) while proxying connection
        an upstream response is buffered to a temporary file /var/cache/nginx/proxy_temp/1 while reading upstream
        a client request body is buffered to a temporary file /var/cache/nginx/client_temp/1`).map(nginx),
      "2026/06/06 10:24:33 [alert] 31#31: 512 worker_connections are not enough",
    ],
  },
  "codes of nginx alone": {
    ids: /^nginx-\d/,
    lines: words("444 494 495 496 497 499").map(
      (status) =>
        `192.0.2.1 - - [06/Jun/2026:10:24:33 +0000] "GET /api HTTP/1.1" ${status} 0 "-" "curl/8.5.0"`,
    ),
  },
  "codes of AWS": {
    ids: /^(?:aws|alb|edge|cloud|http)-/,
    lines: [
      ...words("460 463 464 561").map((status) => `elb_status_code ${status} target_status_code -`),
      "HTTPCode_ELB_502_Count: 12",
      "elb_status_code 503 target_status_code -",
      "elb_status_code 504 target_status_code -",
    ],
  },
  "statusDetails of Google": {
    ids: /^edge-/,
    lines: words(`
      response_sent_by_backend failed_to_pick_backend failed_to_connect_to_backend backend_timeout
      backend_connection_closed_before_data_sent_to_client backend_connection_closed_after_partial_response_sent
      client_disconnected_before_any_response client_disconnected_after_partial_response client_timed_out
      denied_by_security_policy handled_by_identity_aware_proxy headers_too_long uri_too_long unsupported_method
      invalid_http2_client_header_format length_required failed_to_negotiate_alpn ssl_certificate_san_verification_failed
      ssl_certificate_chain_exceeds_limit request_loop_detected config_not_found`).map(
      (details) => `"jsonPayload": {"statusDetails": "${details}"}`,
    ),
  },
  "codes of Cloudflare": {
    ids: /^cloudflare-/,
    lines: rows(`
      Error 520: Web server is returning an unknown error
      Error 521 Ray ID: 8f2 Web server is down
      error code: 522
      Error 523 Origin is unreachable
      Error 524 A timeout occurred
      Error 525 SSL handshake failed
      Error 526 Invalid SSL certificate
      Error 527 Railgun error
      Error 530
      Error 1016 Origin DNS error`),
  },
  "reasons of Azure's gateway": {
    ids: /^edge-/,
    lines: words(`
      ERRORINFO_NO_ERROR ERRORINFO_UPSTREAM_NO_LIVE ERRORINFO_UPSTREAM_TIMED_OUT ERRORINFO_UPSTREAM_CLOSED_CONNECTION
      ERRORINFO_UPSTREAM_RESPONSE_INVALID_HEADER`).map(
      (reason) => `"error_info_s": "${reason}", "httpStatus_d": 502`,
    ),
  },
};
