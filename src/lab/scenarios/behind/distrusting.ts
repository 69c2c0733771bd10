import { createAuthority } from "../../certificates/index.ts";
import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import type { Behind } from "./behind.ts";

/** An application that is asked by TLS, with a certificate of an authority that its proxy trusts. */
export interface Trusted {
  /** The file of the authority, at the proxy. */
  readonly ca: string;
  /** Gives the application a certificate of another authority. */
  turn(): Promise<void>;
  /** Gives it one of the trusted authority again. */
  back(): Promise<void>;
  /** The configuration of a check, in which the application is asked by TLS. */
  configuration(asked: Pick<Setup, "configuration">): string;
}

/** Starts the application of a site so. */
export async function serveTrusted(site: Behind, draw: Draw): Promise<Trusted> {
  const [trusted, other] = [createAuthority(draw.label()), createAuthority(draw.label())];
  const ca = site.front.file("upstream-ca.pem", trusted.rootPem);
  const servedBy = (root: typeof trusted) => {
    const { chainPem, keyPem } = root.issue({ subject: site.name });
    return site.web({ tls: { cert: chainPem, key: keyPem } });
  };
  const app = await site.serve(servedBy(trusted));
  return {
    ca,
    turn: () => app.restart(servedBy(other)),
    back: () => app.restart(servedBy(trusted)),
    configuration: ({ configuration }) => configuration?.replace('"url":"http://', '"url":"https://') ?? "",
  };
}
