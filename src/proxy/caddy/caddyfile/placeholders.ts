/** Short names of placeholders. Caddy, "Caddyfile Concepts: Placeholders". */
const short: Readonly<Record<string, string>> = {
  cookie: "http.request.cookie",
  header: "http.request.header",
  labels: "http.request.host.labels",
  path: "http.request.uri.path",
  file: "http.request.uri.path.file",
  dir: "http.request.uri.path.dir",
  query: "http.request.uri.query",
  re: "http.regexp",
  vars: "http.vars",
  rp: "http.reverse_proxy",
  file_match: "http.matchers.file",
};
/** The same for names that stand alone. */
const whole: Readonly<Record<string, string>> = {
  host: "http.request.host",
  hostport: "http.request.hostport",
  port: "http.request.port",
  method: "http.request.method",
  scheme: "http.request.scheme",
  uri: "http.request.uri",
  path: "http.request.uri.path",
  query: "http.request.uri.query",
  file: "http.request.uri.path.file",
  dir: "http.request.uri.path.dir",
  remote: "http.request.remote",
  remote_host: "http.request.remote.host",
  remote_port: "http.request.remote.port",
  client_ip: "http.vars.client_ip",
  orig_uri: "http.request.orig_uri",
  orig_path: "http.request.orig_uri.path",
  upstream_hostport: "http.reverse_proxy.upstream.hostport",
};

/** A word with the long names of the placeholders in it. */
export const longNames = (word: string): string =>
  word.includes("{")
    ? word.replaceAll(/\{([a-z_]{1,40})((?:\.[^{}\s]{1,200})?)\}/g, (all, name: string, rest: string) => {
        const known = rest === "" ? whole : short;
        return Object.hasOwn(known, name) ? `{${known[name]}${rest}}` : all;
      })
    : word;
