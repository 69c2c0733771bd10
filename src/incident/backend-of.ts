import type { HttpExchange } from "../evidence/index.ts";

/** Fields in which a proxy names the server that answered, the plainest first. `Via` comes last: it names the proxies. */
const fields = ["x-backend-server", "x-upstream-addr", "x-upstream", "x-backend", "x-served-by"] as const;

/** Metrics of `Server-Timing` whose description names a server. https://www.w3.org/TR/server-timing/ */
const naming = /(?:^|,)\s*(?:backend|upstream|origin|server|host|pod|node)\s*;[^,]*?\bdesc="?([^",;]+)/i;

/** A name is not longer than this; what is, is none. */
const LONGEST = 120;

/** The server behind a proxy that an answer names; `null` where it names none. */
export function backendOf({
  headers,
  serverCookie,
}: Pick<HttpExchange, "headers" | "serverCookie">): string | null {
  const named = fields.map((field) => headers[field]).find((value) => value !== undefined && value !== "");
  const timed = naming.exec(headers["server-timing"] ?? "")?.[1];
  const name = (named ?? timed ?? serverCookie ?? headers["via"] ?? "").trim();
  return name === "" || name.length > LONGEST ? null : name;
}
