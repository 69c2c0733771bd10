import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../world/index.ts";

/** A zone signed by hand, and what its parent or a resolver needs to trust it. */
export interface Signer {
  /** DS of the key-signing key: `shop.lab. IN DS 4711 13 2 0123…`. */
  readonly ds: string;
  /** The zone's text with DNSKEY, NSEC and RRSIG records. Days are relative to now. */
  sign(text: string, days?: { readonly from: number; readonly until: number }): Promise<string>;
}

const DAY_MS = 86_400_000;

/** New ECDSA keys for a zone, and BIND's own tools to sign with them. RFC 4033; dnssec-signzone(1). */
export async function createSigner(host: Host, origin: string, label = "keys"): Promise<Signer> {
  const folder = join(host.folder, label);
  const note = host.file(join(label, "zone"), "");
  const generate = (...more: readonly string[]) =>
    host.must(["dnssec-keygen", "-q", "-K", folder, "-a", "ECDSAP256SHA256", ...more, origin]);
  const [, ksk] = [await generate(), (await generate("-f", "KSK")).stdout.trim()];
  const { stdout } = await host.must(["dnssec-dsfromkey", "-2", join(folder, `${ksk}.key`)]);
  return {
    ds: stdout.trim(),
    async sign(text, days = { from: -2, until: 20 }) {
      host.file(join(label, "zone"), text);
      const stamp = (day: number) =>
        new Date(Date.now() + day * DAY_MS).toISOString().replaceAll(/[-:T]|\.\d+Z/g, "");
      const period = ["-s", stamp(days.from), "-e", stamp(days.until)];
      // -P: a signature that has run out is what some zones here are to have.
      await host.must([
        "dnssec-signzone",
        "-P",
        "-S",
        "-K",
        folder,
        "-d",
        folder,
        "-o",
        origin,
        ...period,
        note,
      ]);
      return readFileSync(`${note}.signed`, "utf8");
    },
  };
}
