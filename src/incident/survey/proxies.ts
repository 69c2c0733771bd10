import { isAbsolute, resolve } from "node:path";
import type { SketchedProxy } from "../../config/index.ts";
import type { RunningProcess } from "./processes.ts";

/** A proxy that runs, and the configuration that it was started with. */
export interface RunningProxy {
  readonly software: SketchedProxy["software"];
  readonly process: RunningProcess;
  /** As on its command line; `null` where it names none. */
  readonly config: string | null;
}

/** How each product is told of its configuration: by which words, and where it looks without them. */
interface Product {
  readonly software: SketchedProxy["software"];
  readonly words: readonly string[];
  /** As Debian packages it, or as the product documents it. */
  readonly usual: string;
}

const products: Readonly<Record<string, Product>> = {
  nginx: { software: "nginx", words: ["-c"], usual: "/etc/nginx/nginx.conf" },
  openresty: { software: "nginx", words: ["-c"], usual: "/usr/local/openresty/nginx/conf/nginx.conf" },
  haproxy: { software: "haproxy", words: ["-f"], usual: "/etc/haproxy/haproxy.cfg" },
  envoy: { software: "envoy", words: ["-c", "--config-path"], usual: "/etc/envoy/envoy.yaml" },
  traefik: {
    software: "traefik",
    words: ["--configFile", "--configfile"],
    usual: "/etc/traefik/traefik.yml",
  },
  caddy: { software: "caddy", words: ["--config", "-config"], usual: "/etc/caddy/Caddyfile" },
};

/** The proxies among some processes: of one that runs as several processes, the first. */
export function proxiesAmong(processes: readonly RunningProcess[]): readonly RunningProxy[] {
  const found = new Map<string, RunningProxy>();
  for (const process of processes) {
    const product = Object.hasOwn(products, process.name) ? products[process.name] : undefined;
    if (product === undefined || isChild(process)) continue;
    const config = named(process.argv, product.words) ?? product.usual;
    const key = `${product.software} ${process.netns} ${config}`;
    if (!found.has(key)) found.set(key, { software: product.software, process, config });
  }
  return [...found.values()];
}

/** `nginx: worker process` and `nginx: cache manager process` serve what their master was told. */
const isChild = ({ argv }: RunningProcess): boolean => argv[0] === "nginx:" && argv[1] !== "master";

/** The value of an option: the next word, or what stands after `=`. */
function named(argv: readonly string[], words: readonly string[]): string | null {
  for (const [at, word] of argv.entries()) {
    if (words.includes(word)) return argv[at + 1] ?? null;
    const begin = words.find((option) => word.startsWith(`${option}=`));
    if (begin !== undefined) return word.slice(begin.length + 1);
  }
  return null;
}

/** A configuration's path as the file system has it, from the folder that the process is in. */
export const fromFolder = (file: string, folder: string | null): string | null =>
  isAbsolute(file) ? file : folder === null ? null : resolve(folder, file);
