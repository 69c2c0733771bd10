import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mustRun, type Ran, type RunOptions, run } from "./run.ts";
import { type Server, type ServerOptions, startServer } from "./server.ts";

/** A machine of the lab: a network namespace with its own files. What runs in it runs as by `ip netns exec`. */
export interface Host {
  readonly name: string;
  /** Whether it forwards between its wires. */
  readonly isRouter: boolean;
  /** Files of its servers; on the world's tmpfs, gone with the world. */
  readonly folder: string;
  /** Runs a command to its end in this host; never throws for its exit status. */
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same; throws LAB_FAILED when it fails. */
  must(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts a long-lived process in this host. It ends with the world. */
  start(options: ServerOptions): Promise<Server>;
  /** `ip` with these arguments in this host: `ip("route", "add", "blackhole", "192.0.2.0/24")`. */
  ip(...args: readonly string[]): Promise<void>;
  /** Loads nftables text in this host (`nft -f -`). */
  nft(text: string): Promise<void>;
  /**
   * Adds a filter chain with these rules at a netfilter hook: `filter("forward", ["tcp dport 80 drop"])`. Its policy is
   * accept; each has a table of its own, in which both families meet.
   */
  filter(hook: Hook, rules: readonly string[]): Promise<Filter>;
  /** Writes kernel settings of this namespace: `sysctl({ "net.ipv4.ip_forward": 0 })`. */
  sysctl(settings: Readonly<Record<string, string | number>>): Promise<void>;
  /** Writes /etc/NAME of this host: `etc("resolv.conf", …)`. Processes started afterwards see it. */
  etc(name: string, text: string): void;
  /** Writes a file into the host's folder and says its path. */
  file(name: string, text: string | Buffer): string;
}

/** Where in the kernel a filter stands. nft(8), "Hooks". */
export type Hook = "prerouting" | "input" | "forward" | "output" | "postrouting";

/** A filter that can be taken away again. */
export interface Filter {
  remove(): Promise<void>;
}

/** A host of the world that keeps its files in a folder. The namespace itself is made by `buildNetwork`. */
export function createHost(name: string, isRouter: boolean, worldFolder: string): Host {
  const folder = join(worldFolder, name);
  mkdirSync(folder, { recursive: true });
  const inside = (argv: readonly string[]) => ["ip", "netns", "exec", name, ...argv];
  const etc = (file: string, text: string) => {
    // The file must exist under /etc for `ip netns exec` to put this one over it. /etc is the world's own.
    place(join("/etc", file), "", "a");
    place(join("/etc/netns", name, file), text, "w");
  };
  const nft = async (text: string) => {
    // nft 1.0.6 wants every closing brace on a line of its own.
    await mustRun(inside(["nft", "-f", "-"]), { input: `${text}\n` });
  };
  let filters = 0;
  etc("resolv.conf", "");
  etc("hosts", "127.0.0.1 localhost\n::1 localhost\n");
  etc("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
  return {
    name,
    isRouter,
    folder,
    etc,
    run: (argv, options) => run(inside(argv), options),
    must: (argv, options) => mustRun(inside(argv), options),
    start: (options) => startServer({ ...options, argv: inside(options.argv) }),
    async ip(...args) {
      await mustRun(["ip", "-n", name, ...args]);
    },
    nft,
    async filter(hook, rules) {
      const table = `rules${++filters}`;
      const chain = `type filter hook ${hook} priority 0`;
      await nft(`table inet ${table} {\nchain passing {\n${[chain, ...rules].join("\n")}\n}\n}`);
      return { remove: () => nft(`delete table inet ${table}`) };
    },
    async sysctl(settings) {
      const assignments = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
      await mustRun(inside(["sysctl", "-qw", ...assignments]));
    },
    file(path, text) {
      const whole = join(folder, path);
      place(whole, text, "w");
      return whole;
    },
  };
}

function place(path: string, text: string | Buffer, flag: "a" | "w"): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag });
}
