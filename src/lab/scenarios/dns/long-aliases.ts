import type { Draw } from "../../draw.ts";
import type { NamedSite } from "../../topology/index.ts";

/** The longest label. RFC 1035, section 2.3.4. */
const LABEL_OCTETS = 63;

/** The site's name as a chain of aliases with long names: one address, in an answer of more than 600 octets. */
export function longAliases(site: NamedSite, draw: Draw): readonly string[] {
  const long = () => draw.label().padEnd(LABEL_OCTETS - 5, "x");
  const names = Array.from({ length: 4 }, () => `${long()}.${long()}`);
  const chain = [site.label, ...names];
  return [
    ...names.map((name, index) => `${chain[index]} CNAME ${name}`),
    `${names.at(-1)} A ${site.net.address}`,
  ];
}
