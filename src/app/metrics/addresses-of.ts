import { lookup } from "node:dns/promises";
import { isAddress } from "../../base/index.ts";
import { COMMAND_PATIENCE } from "../context.ts";
import type { FetchContext } from "./fetched.ts";

/** Addresses of a name that are tried: those of both families of one host. */
const MOST_ADDRESSES = 2;

/** The addresses that a name has for an ordinary client of the vantage; none where it has none, or not in time. */
export async function addressesOf(
  name: string,
  { vantage, signal }: FetchContext,
): Promise<readonly string[]> {
  const found =
    vantage.kind === "local" ? await ownAddresses(name, signal) : await addressesThere(name, vantage);
  return [...new Set(found.filter(isAddress))].slice(0, MOST_ADDRESSES);
}

async function ownAddresses(name: string, signal: AbortSignal): Promise<readonly string[]> {
  const { promise: late, resolve } = Promise.withResolvers<readonly string[]>();
  const stop = () => resolve([]);
  signal.addEventListener("abort", stop);
  try {
    const asked = lookup(name, { all: true, order: "verbatim" }).then(
      (found) => found.map(({ address }) => address),
      // Whatever getaddrinfo(3) says: it has no address here.
      () => [],
    );
    return await Promise.race([asked, late]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Another namespace has a resolver and a hosts file of its own. getent(1). */
async function addressesThere(name: string, vantage: FetchContext["vantage"]): Promise<readonly string[]> {
  const ran = await vantage.run(["getent", "ahosts", name], { timeout: COMMAND_PATIENCE });
  if (ran.outcome !== "ran" || ran.status !== 0) return [];
  return ran.stdout.split("\n").map((line) => line.split(/\s/)[0] ?? "");
}
