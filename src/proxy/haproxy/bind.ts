import { isIP } from "node:net";
import { usualAddress } from "../address-match.ts";
import type { ProxyRequest } from "../request.ts";
import { type HaproxyProxy, isFrontend } from "./proxy.ts";

/** One address and range of ports that a frontend listens on. */
export interface Bind {
  readonly proxy: HaproxyProxy;
  /** `*` and `::` are the wildcards. */
  readonly address: string;
  readonly first: number;
  readonly last: number;
  readonly tls: boolean;
  readonly takesProxyProtocol: boolean;
  /** An IPv6 wildcard that takes IPv4 too. */
  readonly takesBoth: boolean;
  readonly maxConnections: number | null;
  readonly where: string;
}

/** All places that frontends listen on; sockets of the file system and inherited ones left out. */
export function bindsOf(proxies: readonly HaproxyProxy[]): readonly Bind[] {
  return proxies.filter(isFrontend).flatMap((proxy) =>
    proxy.section.lines
      .filter(({ words }) => words[0] === "bind")
      .flatMap(({ words: [, places = "", ...options], where }) =>
        places.split(",").flatMap((place) => {
          const at = placeOf(place);
          if (at === null) return [];
          const most = options.indexOf("maxconn");
          return [
            {
              ...{ proxy, ...at, where },
              tls: options.includes("ssl"),
              takesProxyProtocol: options.includes("accept-proxy"),
              takesBoth: at.address === "::" && !options.includes("v6only"),
              maxConnections: most === -1 ? null : Number(options[most + 1]),
            },
          ];
        }),
      ),
  );
}

/** `:80`, `*:80-90`, `[::]:443`, `ipv4@192.0.2.1:80`; `null` for what is no TCP port. */
function placeOf(written: string): Pick<Bind, "address" | "first" | "last"> | null {
  const [, family, rest = ""] = /^(?:(ipv4|ipv6|tcp|tcp4|tcp6)@)?(.*)$/.exec(written) ?? [];
  const [, host = "", first, last] = /^(.*):(\d+)(?:-(\d+))?$/.exec(rest) ?? [];
  if (first === undefined || /^(?:unix|abns|abnsz|fd|sockpair|quic[46]|udp[46]?|\/)/.test(written))
    return null;
  const bare = usualAddress(host);
  const isAny = bare === "" || bare === "*" || bare === "0.0.0.0";
  const address = isAny ? (family?.endsWith("6") ? "::" : "*") : bare;
  return { address, first: Number(first), last: Number(last ?? first) };
}

/** What takes a connection: the address itself before the wildcard, as the kernel chooses. Several share it where ports are shared. */
export function bindsFor(
  binds: readonly Bind[],
  { address, port }: Pick<ProxyRequest, "address" | "port">,
): readonly Bind[] {
  const ofPort = binds.filter(({ first, last }) => first <= port && port <= last);
  const at = (wanted: string) => ofPort.filter((bind) => bind.address === wanted);
  const any4 = at("*").length > 0 ? at("*") : ofPort.filter(({ takesBoth }) => takesBoth);
  if (address === null) return any4.length > 0 ? any4 : ofPort;
  const exact = at(usualAddress(address));
  if (exact.length > 0) return exact;
  return isIP(usualAddress(address)) === 6 ? at("::") : any4;
}
