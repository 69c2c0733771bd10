import { createAuthority } from "../../certificates/index.ts";
import { sound } from "../healthy/sound.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** Each mode of TLS against a server that is not ideal for it, and good enough. libpq, 34.19 "SSL Support". */
export const scenario = sound(
  "PostgreSQL without TLS for a client that prefers it, or with a certificate that nobody verifies, or not by name",
  async (world, draw) => {
    const stack = await buildStack(world, draw, "postgres");
    const authority = createAuthority(draw.label());
    const expired = authority.issue({ subject: stack.address, from: -400, until: -1 });
    const misnamed = authority.issue({ subject: draw.name() });
    const ca = stack.site.app.file(`${draw.label()}/root.crt`, authority.rootPem);
    const { mode, tls, root } = draw.pick([
      { mode: "prefer", tls: null, root: null },
      { mode: "allow", tls: null, root: null },
      { mode: "prefer", tls: expired, root: null },
      { mode: "require", tls: expired, root: null },
      { mode: "require", tls: misnamed, root: null },
      { mode: "verify-ca", tls: misnamed, root: ca },
    ]);
    await startStore(stack, tls === null ? {} : { tls });
    const env = { PGSSLMODE: mode, ...(root === null ? {} : { PGSSLROOTCERT: root }) };
    await stack.serve(stack.app(reads(stack, draw), { database: stack.client({ env }) }));
    const rooted = root === null ? "" : `&sslrootcert=${encodeURIComponent(root)}`;
    return {
      ...stack.asked({ url: `${stack.url}?sslmode=${mode}${rooted}` }),
      proveByHand: { argv: stack.site.curl(), faultShows: /status (?!200)/ },
    };
  },
);
