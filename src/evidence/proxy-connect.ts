import type { Ms } from "../base/index.ts";

/** One CONNECT, or SOCKS request, asked of a forward proxy. RFC 9110, section 9.3.6; RFC 1928. */
export interface ProxyConnect {
  /** `host:port` of the proxy, without credentials. */
  readonly proxy: string;
  readonly scheme: "http" | "https" | "socks5";
  /** `host:port` that it was asked to open. */
  readonly target: string;
  /**
   * - `opened`: the tunnel stands. `refused-by-proxy`: it answered no (`status`, `says`).
   * - `closed`, `reset`, `timed-out`: it ended or fell silent before it answered.
   * - `not-a-proxy`: what came is neither HTTP nor SOCKS.
   */
  readonly outcome: "opened" | "refused-by-proxy" | "closed" | "reset" | "timed-out" | "not-a-proxy";
  /** HTTP status, or the reply code of SOCKS; `null` when it gave none. */
  readonly status: number | null;
  /** What the proxy says of it: `Proxy-Status`, `X-Squid-Error`, the first text of its page, or the name of a SOCKS reply. */
  readonly says: string | null;
  readonly software: string | null;
  readonly took: Ms;
}
