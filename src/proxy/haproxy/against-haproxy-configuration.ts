/** A configuration in which backends are chosen in every way; each has an address of its own. */
export function configuration({
  folder,
  ports: [port = 0, second = 0, third = 0],
  backend,
  closed,
}: {
  readonly folder: string;
  readonly ports: readonly number[];
  readonly backend: number;
  /** A port that nobody listens on. */
  readonly closed: number;
}): Readonly<Record<string, string>> {
  const names =
    "fallback host-exact host-beg host-end host-dom host-sub path-exact path-beg path-end path-dir path-reg path-sub two-acls either unless-it negated posted header query from-file mapped-a mapped-b map-default dynamic empty-name cookie ranged in-defaults var-set long nb counted listen2 lower int-op rewritten denied-behind".split(
      " ",
    );
  const backends = names
    .map((name, index) => `backend ${name}\n  server s 127.0.5.${index + 1}:${backend}\n`)
    .join("");
  return {
    "hosts.lst": "# hosts\nfile-one.example\n  file-two.example\n",
    "hosts.map": "map-a.example mapped-a\nmap-b.example   mapped-b\n",
    "10-global.cfg": `global
  maxconn 100
  stats socket ${folder}/admin.sock mode 600 level user
defaults base
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
defaults
  mode http
  timeout connect 1s
  timeout client 5000
  timeout server 5s
  timeout http-keep-alive 100ms
  option redispatch
`,
    "20-web.cfg": `frontend web
  bind 127.0.0.1:${port}
  bind *:${second}-${second}
  monitor-uri /alive
  acl is-post method POST
  acl exact hdr(host) -i exact.example other.example
  acl api path_beg /api
  acl api path /also-api
  acl v2 path_end /v2
  acl inside src 127.0.0.0/8
  http-request deny deny_status 404 if { path /teapot }
  http-request deny if { path /deny } !inside
  http-request deny if { path_beg /refused } { src 127.0.0.1 192.0.2.0/24 }
  http-request deny deny_status 413 if { req.body_size gt 100000 }
  http-request return status 204 if { path -m str /returns }
  http-request redirect location /new?a=b code 301 if { path /loc }
  http-request redirect scheme https if { hdr(host) secure.example }
  http-request redirect prefix http://p.example drop-query if { path_beg /prefixed }
  http-request tarpit deny_status 429 if { path /tarpit } FALSE
  http-request set-var(txn.kind) req.hdr(x-kind),lower
  http-request set-path /rewritten%[path] if { path_beg /rw }
  stick-table type ip size 1k expire 30s store http_req_rate(10s)
  http-request track-sc0 src
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 5000 }
  redirect location /legacy-to if { path /legacy }
  use_backend path-exact if { path /p/exact }
  use_backend path-beg if { path_beg /p/beg /p/also }
  use_backend path-end if { path_end -i .JPG }
  use_backend path-dir if { path_dir mid/dle }
  use_backend path-reg if { path_reg ^/r/[0-9]+\\.x$ }
  use_backend path-sub if { path_sub needle }
  use_backend two-acls if exact api
  use_backend either if { path /e1 } or { path /e2 }
  use_backend unless-it unless { path -m reg ^/([^u]|$) }
  use_backend negated if { path_beg /n } !{ path /n/not } ! is-post
  use_backend posted if is-post v2
  use_backend header if { req.hdr(x-color) -m found }
  use_backend query if { url_param(q) -i Yes }
  use_backend from-file if { hdr(host) -i -f ${folder}/hosts.lst }
  use_backend int-op if { req.hdr_val(x-size) 10:20 } || { req.hdr_val(x-size) ge 100 }
  use_backend cookie if { cook(who) -m beg ad }
  use_backend var-set if { var(txn.kind) -m str odd }
  use_backend long if { path -m len gt 60 }
  use_backend nb if { path /nb } { nbsrv(nb) ge 1 }
  use_backend denied-behind if { path_beg /behind }
  use_backend rewritten if { path_beg /rewritten }
  use_backend lower if { base_beg Base.example/ }
  use_backend host-exact if exact
  use_backend host-beg if { hdr_beg(host) -i beg. }
  use_backend host-dom if { hdr_dom(host) -i dom }
  use_backend host-end if { hdr_end(host) .end.example }
  use_backend host-sub if { hdr(host) -m sub -- SUB }
  use_backend %[req.hdr(host),lower,map(${folder}/hosts.map)] if { hdr_beg(host) -i map- }
  use_backend %[path,field(3,/)] if { path_beg /dyn/ }
  default_backend fallback
listen second
  bind 127.0.0.2:${port}
  use_backend listen2 if { path /two }
  server own 127.0.6.1:${backend}
frontend none from base
  bind 127.0.0.1:${third}
  http-request allow if { path /allowed }
  http-request deny if !{ hdr(host) known.example }
  use_backend two-servers if { path /two-servers }
  use_backend two-servers-kept if { path /two-servers-kept }
  use_backend behind if { path_beg /b }
backend behind
  http-request set-path /x
  http-request deny deny_status 410 if { path /x } { method DELETE }
  server b 127.0.6.2:${backend}
backend two-servers
  retries 1
  server dead 127.0.6.3:${closed}
  server alive 127.0.6.4:${backend}
backend two-servers-kept from base
  retries 1
  server dead 127.0.6.3:${closed}
  server alive 127.0.6.4:${backend}
`,
    "30-backends.cfg": `${backends}
backend empty
`,
  };
}
