import { isAddress, type Ms } from "../base/index.ts";
import type { Evidence, ResolverConfig } from "../evidence/index.ts";
import { isSameName } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import { type Authority, isBelow, isReferral } from "./dns-ask-zone.ts";
import { findNameservers } from "./dns-nameservers.ts";
import { serversOf } from "./name-lookup-answer.ts";

/** Zone cuts that a name may have, and its aliases with it: no real name has more. RFC 1035, section 2.3.4. */
export const MOST_CUTS = 16;

/** After this no further zone is asked: each takes a second or two where its servers are silent. */
export const TIME_TO_DESCEND: Ms = 15_000;

/** A zone cut as a referral tells of it. */
export interface Cut {
  readonly zone: string;
  readonly names: readonly string[];
  /** Addresses of some of the names. */
  readonly glue: readonly { readonly name: string; readonly address: string }[];
}

/** The next zone on the way down to a name; a referral that leads aside is none. */
export function cutOf(
  exchanges: readonly Evidence<"dns-exchange">[],
  { zone, name }: { readonly zone: string; readonly name: string },
): Cut | null {
  for (const { value } of exchanges) {
    if (!isReferral(value, zone)) continue;
    const servers = value.authorities.filter((record) => record.type === "NS");
    const below = servers[0]?.name ?? zone;
    if (!isWithin(name, below)) continue;
    const names = servers.filter((record) => isSameName(record.name, below)).map(({ data }) => data);
    const glue = value.additionals
      .filter((record) => names.some((one) => isSameName(one, record.name)) && isAddress(record.data))
      .map((record) => ({ name: record.name, address: record.data }));
    return { zone: below, names, glue };
  }
  return null;
}

/** The servers of a zone below: by the glue, and where there is none as the configured resolvers know them. */
export async function serversAt(
  { names, glue }: Cut,
  { port = 53, config }: { readonly port: number | undefined; readonly config: ResolverConfig | null },
  context: ProbeContext,
): Promise<readonly Authority[]> {
  const [resolver] = config === null ? [] : serversOf(config);
  const found =
    glue.length > 0 || resolver === undefined ? glue : await findNameservers(names, resolver, context);
  return found.map((server) => ({ ...server, port }));
}

/** Whether a name is a zone's own or below it. */
export const isWithin = (name: string, zone: string): boolean =>
  isSameName(name, zone) || isBelow(name, zone);
