import type { Draw } from "../draw.ts";

/** The same draw, of which all networks lie in one larger range: 10.x.0.0/16, and a /48 of RFC 4193. */
export function nearNetworks(draw: Draw): Draw {
  const [site, global] = [draw.integer(0, 255), draw.integer(16, 255).toString(16)];
  const used = new Set<number>();
  return {
    ...draw,
    subnet() {
      let number = draw.integer(0, 255);
      while (used.has(number)) number = draw.integer(0, 255);
      used.add(number);
      return { v4: `10.${site}.${number}`, v6: `fd${global}:${site}:7:${number.toString(16)}::` };
    },
  };
}
