import { isAddress } from "../../base/index.ts";
import type { CertificateSeen } from "../../evidence/index.ts";

/** Whether a certificate is for a name or an address. A wildcard stands for one label. RFC 9525, section 6.3. */
export function holdsName({ names }: CertificateSeen, name: string): boolean {
  const wanted = name.toLowerCase().replace(/\.$/, "");
  if (isAddress(wanted)) return names.some((one) => one.toLowerCase() === `ip:${wanted}`);
  const parent = wanted.slice(wanted.indexOf("."));
  return names.some((one) => {
    const held = one.toLowerCase();
    return held === `dns:${wanted}` || (parent.startsWith(".") && held === `dns:*${parent}`);
  });
}
