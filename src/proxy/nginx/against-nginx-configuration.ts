/** Files of a configuration in which servers and locations of every kind compete. */
export function configuration({
  folder,
  ports: [port = 0, second = 0, third = 0],
  backend,
}: {
  readonly folder: string;
  readonly ports: readonly number[];
  readonly backend: number;
}): Readonly<Record<string, string>> {
  let next = 0;
  /** An address of its own for every location. */
  const to = (uri = "") => {
    next += 1;
    return `proxy_pass http://127.0.3.${next}:${backend}${uri};`;
  };
  const server = (names: string, inside = `location / { ${to()} }`, listen = `listen ${port};`) =>
    `server { ${listen} server_name ${names}; ${inside} }\n`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(" ");
  return {
    "nginx.conf": `daemon off; master_process off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 128; }
http {
  ${temporary}
  access_log off;
  root ${folder}/www;
  map $arg_c $mapped { default 127.0.4.1; "b" '127.0.4.2'; ~^c+$ 127.0.4.3; }
  map $uri $by_uri { default 127.0.4.4; ~^/mapped/(a)$ 127.0.4.5; }
  map $http_x_color $color { default 127.0.4.6; blue 127.0.4.7; }
  upstream pool { server 127.0.4.8:${backend}; keepalive 4; }
  include conf.d/*.conf;
}
`,
    "conf.d/10-names.conf": `${server("first.example")}${server("default.example other.example", `location / { ${to()} }`, `listen ${port} default_server;`)}
${server("*.twice.example")}${server(".twice.example")}${server("exact.example")}${server("*.wild.example")}${server("*.sub.wild.example")}${server(".dot.example")}
${server("www.trail.*")}${server('"~^r(?<digit>\\d)\\.regex\\.example$"')}${server("~^r.*\\.regex\\.example$")}
${server("exact.example", `location / { ${to()} }`, `listen 127.0.0.2:${port};`)}
${server("second.example", `location / { ${to()} }`, `listen 127.0.0.2:${port};`)}
${server("unported.example", `location / { ${to()} }`, `listen ${second};`)}
${server("ported.example", `location / { ${to()} }`, `listen ${second};`)}
`,
    "conf.d/20-locations.conf": server(
      "loc.example",
      `location / { ${to()} }
  location = /exact { ${to()} }
  location /images/ { ${to()} }
  location ^~ /noregex/ { ${to()} }
  location ~ \\.png$ { ${to()} }
  location ~* \\.(png|gif)$ { ${to()} }
  location ~ "^/re/\\d{2}/" { ${to()} }
  location /deep { ${to()}
    location /deep/er { ${to()}
      location ~ \\.png$ { ${to()} } } }
  location /slash/ { ${to("/replaced/")} }
  location /uri { ${to("/u")} }
  location /keep/ { ${to()} }
  location /internal/ { internal; ${to()} }
  location /named { try_files /nothing @behind; }
  location @behind { ${to()} }
  location /try/ { root ${folder}; try_files /www/there.txt$arg_none $uri /keep/fallback; }
  location /try/missing.txt { try_files $uri /keep/fallback; }
  location /try-code/ { try_files $uri $uri/ =410; }
  location /try-folder/ { alias ${folder}/www/; }
  location /static/ { rewrite ^/static(/.*)$ $1 break; }
  location /alias/ { alias ${folder}/www/; }
  location /page { error_page 404 = @behind; root ${folder}/www; }
  location /gone { error_page 410 =200 /keep/gone; return 410; }
  location /error-named/ { error_page 404 @behind; return 404; }`,
    ),
    "conf.d/30-rewrites.conf": server(
      "rewrite.example",
      `rewrite ^/server-wide$ /set last;
  location / { ${to()} }
  location /old/ { rewrite ^/old/(.*)$ /new/$1; ${to()} }
  location /new/ { ${to()} }
  location = /moved { rewrite ^ https://other.example/x redirect; }
  location /permanent/ { rewrite ^/permanent/(.*)$ /to/$1 permanent; }
  location /last/ { rewrite ^/last/(.*)$ /new/$1 last; rewrite ^ /never last; }
  location /break/ { rewrite ^/break/(.*)$ /broken/$1 break; ${to("/u/")} }
  location /chain/ { rewrite ^/chain/(.)$ /chain2/$1; rewrite ^/chain2/(.)$ /new/chained-$1 last; }
  location /loop { rewrite ^ /loop last; }
  location = /ret { return 418; }
  location = /ret-url { return http://other.example/y; }
  location = /ret-text { return 404 "text"; error_page 404 = /set; }
  location /if { if ($arg_debug) { return 451; } ${to()} }
  location /if-pass { if ($arg_blue = 1) { ${to()} } ${to()} }
  location /method { if ($request_method != GET) { return 405; } ${to()} }
  location /header { proxy_pass http://$color:${backend}; }
  location /var/ { set $where 127.0.4.9; if ($uri ~ ^/var/b) { set $where 127.0.4.10; } proxy_pass http://$where:${backend}/fixed; }
  location /mapped/ { proxy_pass http://$by_uri:${backend}; }
  location /set { proxy_pass http://pool; }
  location ~ ^/captured/(\\d)/ { proxy_pass http://127.0.4.1$1:${backend}; }`,
    ),
    "conf.d/40-access.conf": `${server(
      "access.example",
      `deny all;
  location /open { allow 127.0.0.0/8; deny all; ${to()} }
  location /closed { deny 127.0.0.1; allow all; ${to()} }
  location /outer { ${to()} }
  location /inner { allow all; ${to()}
    location /inner/nested { ${to()} } }
  location /return { return 204; }
  location /limited { allow all; ${to()} limit_except GET { deny all; } }
  location /real { set_real_ip_from 127.0.0.0/8; real_ip_header X-Forwarded-For; real_ip_recursive on;
    deny 192.0.2.0/24; allow all; ${to()} }`,
    )}
server { listen ${third}; error_page 404 /x; location / { return 404; } location /x { ${to()} } }
`,
  };
}
