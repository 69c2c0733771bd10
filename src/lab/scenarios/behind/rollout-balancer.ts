import { setTimeout as sleep } from "node:timers/promises";
import type { HandProof } from "../../scenario.ts";
import type { WrittenHop } from "../../topology/index.ts";
import type { Behind } from "./behind.ts";

/** The proxy before applications that are started again. */
export interface Balancer {
  readonly hop: WrittenHop;
  /** Somebody's request was answered 502 or 503 since the log began. */
  readonly proof: HandProof;
  /** From now on it hears of an application that is to end. */
  learn(): Promise<void>;
  withdraw(index: number): Promise<void>;
  giveBack(index: number): Promise<void>;
  /** Empties its log. */
  forget(): void;
}

/** What is drawn of it. */
export interface BalancerOptions {
  readonly kind: "nginx" | "haproxy";
  /** Requests are lost in the middle: another server may well be tried after a refused connection. */
  readonly isCut: boolean;
  /** It keeps connections to applications. */
  readonly keepAlive: boolean;
  /** Path of the applications' readiness. */
  readonly readiness: string;
}

/** Longer than nginx takes to start workers of a new configuration. */
const RELOAD_MS = 400;

/** Starts it before all applications of the site. */
export const balancerOf = (site: Behind, options: BalancerOptions): Promise<Balancer> =>
  options.kind === "nginx" ? nginxOf(site, options) : haproxyOf(site, options);

async function nginxOf(site: Behind, { isCut, keepAlive }: BalancerOptions): Promise<Balancer> {
  const out = new Set<number>();
  const servers = () =>
    site.apps
      .map((app, index) => `server ${site.origin(app)} max_fails=0${out.has(index) ? " down" : ""};\n`)
      .join("");
  const write = () => site.front.file("servers.conf", servers());
  const listed = write();
  const kept = keepAlive ? "keepalive 16;" : "";
  const lines = `proxy_http_version 1.1; proxy_set_header Connection ""; ${isCut ? "" : "proxy_next_upstream off;"}`;
  const config = (inside: string) =>
    site.nginxOf(
      `location / { proxy_pass http://application; ${lines} }`,
      `upstream application { ${inside} ${kept} }`,
    );
  const nginx = await site.startFront(config(servers()));
  const reload = async () => {
    write();
    nginx.signal("SIGHUP");
    await sleep(RELOAD_MS);
  };
  const log = "nginx/access.log";
  return {
    hop: site.nginxHop,
    proof: shows(site, log, '" 502 |"status":502'),
    learn: () => nginx.restart(config(`include ${listed};`)),
    async withdraw(index) {
      out.add(index);
      await reload();
    },
    async giveBack(index) {
      out.delete(index);
      await reload();
    },
    forget: () => void site.front.file(log, ""),
  };
}

async function haproxyOf(site: Behind, { isCut, keepAlive, readiness }: BalancerOptions): Promise<Balancer> {
  const servers = (words: string) =>
    site.apps.map((app, index) => `server app${index} ${site.origin(app)} ${words}`).join("\n  ");
  const reuse = keepAlive ? "http-reuse safe" : "option http-server-close";
  const again = isCut ? "option redispatch 1" : "retries 0";
  const haproxy = await site.startHaproxy(site.haproxyOf(`${reuse}\n  ${again}\n  ${servers("")}`));
  const log = "log/haproxy.log";
  return {
    hop: site.haproxyHop,
    proof: shows(site, log, " 50[23] [0-9]+ - - "),
    async learn() {
      const checks = servers("check inter 200ms fall 1 rise 1");
      await haproxy.restart(
        site.haproxyOf(`${reuse}\n  ${again}\n  option httpchk GET ${readiness}\n  ${checks}`),
      );
    },
    // Readiness tells it.
    withdraw: async () => {},
    giveBack: async () => {},
    forget: () => void site.front.file(log, ""),
  };
}

const shows = ({ front }: Behind, log: string, pattern: string): HandProof => ({
  argv: ["sh", "-c", `grep -cE '${pattern}' "$1"; true`, "sh", `${front.folder}/${log}`],
  faultShows: /^[1-9]/,
});
