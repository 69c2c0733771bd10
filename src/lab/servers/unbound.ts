import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What unbound is to do. */
export interface UnboundConfig {
  /** Lines within `server:`: `local-data: "shop.lab. A 192.0.2.1"`. */
  readonly server?: readonly string[];
  /** Further sections: `forward-zone:`, `stub-zone:`. */
  readonly sections?: string;
  /** Modules; default `iterator`, without validation. */
  readonly modules?: string;
}

/** Starts unbound, a recursive resolver, in a host. */
export function startUnbound(host: Host, config: UnboundConfig): Promise<Configured<UnboundConfig>> {
  return configured(config, ({ server = [], sections = "", modules = "iterator" }) => {
    const path = host.file(
      join("unbound", "unbound.conf"),
      `server:
  chroot: ""
  username: ""
  directory: "${join(host.folder, "unbound")}"
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  interface: 0.0.0.0
  interface: ::0
  access-control: 0.0.0.0/0 allow
  access-control: ::0/0 allow
  module-config: "${modules}"
  do-not-query-localhost: no
  ${["lab.", "example.", "test.", "10.in-addr.arpa."].map((zone) => `local-zone: "${zone}" nodefault`).join("\n  ")}
  ${server.join("\n  ")}
remote-control:
  control-enable: no
${sections}
`,
    );
    return host.start({ argv: ["unbound", "-d", "-c", path], ready: { says: "start of service" } });
  });
}
