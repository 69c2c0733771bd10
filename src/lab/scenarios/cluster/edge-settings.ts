import { hostPort } from "../../../base/index.ts";

/** Programs that controllers configure. */
export type EdgeKind = "nginx" | "haproxy";

/** What a controller knows of a host when it writes the configuration of its proxy. */
export interface EdgeSettings {
  readonly host: string;
  readonly port: number;
  /** Its certificate with the key, as one PEM file; `null` for plain HTTP. */
  readonly certificate: string | null;
  /** Endpoints that are ready. */
  readonly to: readonly { readonly address: string; readonly port: number }[];
  /** What it answers where there are none. */
  readonly withoutEndpoints: number;
  /** Seconds. */
  readonly connectTimeout: number;
  /** haproxy asks each endpoint for a connection every two seconds, as its controllers have it by default. */
  readonly checks: boolean;
  /** Where its files and logs lie. */
  readonly folder: string;
}

/** The text of a proxy's configuration. */
export const edgeConfiguration: Readonly<Record<EdgeKind, (settings: EdgeSettings) => string>> = {
  nginx({ host, port, certificate, to, withoutEndpoints, connectTimeout, folder }) {
    const listen = `listen ${port}${certificate === null ? "" : " ssl"}`;
    const tls =
      certificate === null ? "" : `ssl_certificate ${certificate}; ssl_certificate_key ${certificate};`;
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const pass = [
      "proxy_http_version 1.1;",
      'proxy_set_header Connection "";',
      "proxy_set_header Host $host;",
      "proxy_set_header X-Forwarded-For $remote_addr;",
      `proxy_connect_timeout ${connectTimeout}s;`,
      "proxy_pass http://endpoints;",
    ];
    return [
      `user root; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;`,
      "events { }",
      "http {",
      ...temporary.map((kind) => `  ${kind}_temp_path ${folder}/${kind};`),
      `  access_log ${folder}/access.log;`,
      ...(to.length === 0
        ? []
        : [
            `  upstream endpoints { ${to.map((one) => `server ${hostPort(one.address, one.port)};`).join(" ")} }`,
          ]),
      `  server { ${listen} default_server; ${tls} return 404; }`,
      `  server { ${listen}; server_name ${host}; ${tls}`,
      `    location / { ${to.length === 0 ? `return ${withoutEndpoints};` : pass.join(" ")} }`,
      "  }",
      "}",
      "",
    ].join("\n");
  },
  haproxy({ host, port, certificate, to, withoutEndpoints, connectTimeout, checks, folder }) {
    return [
      "global",
      "  maxconn 500",
      `  pidfile ${folder}/pid`,
      "defaults",
      "  mode http",
      `  timeout connect ${connectTimeout}s`,
      "  timeout client 30s",
      "  timeout server 30s",
      "frontend edge",
      `  bind :${port}${certificate === null ? "" : ` ssl crt ${certificate}`}`,
      `  http-request return status 404 unless { req.hdr(host),field(1,:) -i ${host} }`,
      ...(to.length === 0 && withoutEndpoints !== 503
        ? [`  http-request return status ${withoutEndpoints}`]
        : []),
      "  default_backend endpoints",
      "backend endpoints",
      "  balance roundrobin",
      ...to.map(
        (one, index) =>
          `  server pod${index + 1} ${hostPort(one.address, one.port)}${checks ? " check inter 2s" : ""}`,
      ),
      "",
    ].join("\n");
  },
};

/** How it is started as the first process of a container. */
export const edgeProgram: Readonly<Record<EdgeKind, (folder: string) => readonly string[]>> = {
  nginx: (folder) => [...nginx(folder), "-g", "daemon off;"],
  haproxy: (folder) => ["/usr/sbin/haproxy", "-W", "-db", "-f", `${folder}/haproxy.cfg`],
};

/** How it is started beside others. */
export const edgeDaemon: Readonly<Record<EdgeKind, (folder: string) => readonly string[]>> = {
  nginx,
  haproxy: (folder) => ["/usr/sbin/haproxy", "-W", "-D", "-f", `${folder}/haproxy.cfg`],
};

/** The file of its configuration. */
export const edgeFile: Readonly<Record<EdgeKind, string>> = { nginx: "nginx.conf", haproxy: "haproxy.cfg" };

/** The signal by which its first process reads its configuration anew. nginx(8); haproxy, Management Guide, section 4. */
export const edgeReload: Readonly<Record<EdgeKind, string>> = { nginx: "HUP", haproxy: "USR2" };

function nginx(folder: string): readonly string[] {
  return ["/usr/sbin/nginx", "-e", `${folder}/error.log`, "-p", folder, "-c", `${folder}/nginx.conf`];
}
