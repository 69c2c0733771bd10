import type { Draw } from "../../draw.ts";
import { createSigner, type Signer } from "../../servers/index.ts";
import { buildNamedSite, type NamedSite } from "../../topology/index.ts";
import type { World } from "../../world/index.ts";

/** A named site of which the zone is signed and the resolver validates, with the zone's DS as its trust anchor. */
export interface SignedSite {
  readonly site: NamedSite;
  /** The zone before it is signed. */
  readonly text: string;
  /** The authority serves a zone signed for a time, by its own keys or by others. */
  publish(text: string, days?: { readonly from: number; readonly until: number }, by?: Signer): Promise<void>;
  /** The authority serves the signed zone after a change that nobody signs. */
  serve(change: (text: string) => string): Promise<void>;
  restore(): Promise<void>;
}

/** Builds it; the resolver is unbound or named. */
export async function buildSignedSite(world: World, draw: Draw): Promise<SignedSite> {
  const site = await buildNamedSite(world, draw);
  const { net, recursion, recursor, authority } = site;
  const signer = await createSigner(net.authority, net.zone);
  const [, , , tag, algorithm, digestType, ...digest] = signer.ds.split(/\s+/);
  const [first] = recursion;
  if (!first) throw new Error("A named site has at least one resolver");
  const validating = {
    ...first,
    modules: "validator iterator",
    unbound: [`trust-anchor: "${signer.ds}"`, ...(draw.coin() ? ["ede: yes"] : [])],
    validation: "yes" as const,
    statements: `trust-anchors { "${net.zone}" static-ds ${tag} ${algorithm} ${digestType} "${digest.join("")}"; };`,
  };
  const kind = draw.pick(["knot", "named"] as const);
  const text = net.zoneWith(site.records, { serial: draw.integer(1, 9_999) })[net.zone] ?? "";
  const publishText = async (whole: string) => {
    await authority.restart({ kind, zones: { [net.zone]: whole } });
    await recursor.restart(validating);
  };
  const signed: SignedSite = {
    site,
    text,
    publish: async (plain, days, by = signer) => publishText(await by.sign(plain, days)),
    serve: async (change) => publishText(change(await signer.sign(text))),
    restore: async () => publishText(await signer.sign(text)),
  };
  await signed.restore();
  return signed;
}
