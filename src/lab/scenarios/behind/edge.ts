import { join } from "node:path";
import type { Draw } from "../../draw.ts";
import {
  type Configured,
  type HaproxyConfig,
  type NginxConfig,
  startHaproxy,
  startSyslog,
} from "../../servers/index.ts";
import type { WrittenHop } from "../../topology/index.ts";
import type { Host } from "../../world/index.ts";

/** The public proxy: how it listens, is configured and logs. */
export interface Edge {
  readonly port: number;
  /** nginx' `listen` and, with TLS, its certificate. */
  readonly listen: string;
  /** haproxy's `bind` line. */
  readonly bind: string;
  /** nginx with these lines in its only server, and others before it; its access log in a drawn format. */
  nginxOf(server: string, before?: string): NginxConfig;
  /** haproxy with this backend, its lines in place of a plain one, and with further lines of the frontend. */
  haproxyOf(backend: string, change?: HaproxyLines): HaproxyConfig;
  /** Starts haproxy on the public host beside its syslog daemon. */
  startHaproxy(config: HaproxyConfig): Promise<Configured<HaproxyConfig>>;
  /** Whether nginx' access log says which upstream answered. */
  readonly logsUpstream: boolean;
  /** The hop of the proxy, as a configuration has it. */
  readonly nginxHop: WrittenHop;
  readonly haproxyHop: WrittenHop;
}

/** How a haproxy differs from the plain one. */
export interface HaproxyLines {
  readonly frontend?: string;
  readonly global?: string;
  /** Lines of `defaults`. */
  readonly timeouts?: string;
}

/** A log format of nginx with the upstream's part, as many have it. */
const timed = `log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
'"$http_referer" "$http_user_agent" rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" '
'urt="$upstream_response_time" us="$upstream_status" ua="$upstream_addr"';`;

/** The same as JSON. */
const json = `log_format json escape=json '{"time":"$time_iso8601","remote_addr":"$remote_addr","method":"$request_method",'
'"uri":"$request_uri","status":$status,"request_time":$request_time,"upstream_addr":"$upstream_addr",'
'"upstream_status":"$upstream_status","upstream_response_time":"$upstream_response_time"}';`;

/** What both kinds of proxy are started with on this host. */
export function edgeOf(given: {
  readonly front: Host;
  readonly draw: Draw;
  readonly port: number;
  /** Certificate and key in one file; `null` without TLS. */
  readonly certificate: string | null;
}): Edge {
  const { front, draw, port, certificate: both } = given;
  const h2 = draw.coin();
  const format = draw.pick(["combined", "timed", "json"]);
  const [syslogPort, form] = [draw.port(), draw.pick(["traditional", "iso"] as const)];
  const inFolder = (...parts: readonly string[]) => join(front.folder, ...parts);
  const log = inFolder("log", "haproxy.log");
  const listen =
    both === null
      ? `listen ${port};`
      : `listen ${port} ssl${h2 ? " http2" : ""}; ssl_certificate ${both}; ssl_certificate_key ${both};`;
  const bind = `bind :::${port} v4v6${both === null ? "" : ` ssl crt ${both}${h2 ? " alpn h2,http/1.1" : ""}`}`;
  const formats = format === "combined" ? "" : format === "timed" ? timed : json;
  return {
    port,
    listen,
    bind,
    logsUpstream: format !== "combined",
    nginxOf: (server, before = "") => ({
      port,
      http: `${formats} ${before}
server { ${listen} access_log ${inFolder("nginx", "access.log")} ${format};
${server}
}`,
    }),
    haproxyOf: (backend, { frontend = "", global = "", timeouts } = {}) => ({
      port,
      global: `log 127.0.0.1:${syslogPort} local0\n  stats socket ${inFolder("haproxy.sock")} mode 600 level admin\n  ${global}`,
      defaults: `mode http\n  log global\n  option httplog\n  ${timeouts ?? "timeout connect 5s\n  timeout client 30s\n  timeout server 30s"}`,
      sections: `frontend public\n  ${bind}\n  ${frontend}\n  default_backend application\nbackend application\n  retries 1\n  ${backend}`,
    }),
    async startHaproxy(config) {
      await startSyslog(front, { port: syslogPort, file: log, form, host: front.name });
      return startHaproxy(front, config);
    },
    nginxHop: {
      proxy: {
        ...{ at: front.name, kind: "nginx", config: inFolder("nginx", "nginx.conf") },
        ...{ errorLog: inFolder("nginx", "error.log"), accessLog: inFolder("nginx", "access.log") },
      },
    },
    haproxyHop: {
      proxy: { at: front.name, kind: "haproxy", config: inFolder("haproxy", "haproxy.cfg"), accessLog: log },
    },
  };
}
