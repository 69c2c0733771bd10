import type { Draw } from "../../draw.ts";
import { type Configured, type Step, startNginx, startTalk, type TalkConfig } from "../../servers/index.ts";
import type { World } from "../../world/index.ts";
import { buildCapturedSite, type CapturedSite, page } from "./captured-site.ts";

/** A captured site whose public host is nginx, with an application on another host behind it, both running. */
export interface CapturedProxy extends CapturedSite {
  /** A capture at the proxy shows what its upstream does; one at the client shows the status alone. */
  readonly seesUpstream: boolean;
  readonly application: Configured<TalkConfig>;
  /** The application as it was started. */
  readonly sound: TalkConfig;
}

/** Why a capture at the client says no more than a status. */
export const behindStatus = "the proxy answers the same status whatever fails at its upstream";

/** Builds it, with lines for nginx' `location` and lines before its server. */
export async function buildCapturedProxy(
  world: World,
  draw: Draw,
  nginx: { readonly location?: string; readonly upstream?: string; readonly steps?: readonly Step[] } = {},
): Promise<CapturedProxy> {
  const built = await buildCapturedSite(world, draw, ["client", "server", "both"], {
    servers: 2,
    second: "proxy",
  });
  const { site, port } = built;
  const [front, back = site.server] = site.servers;
  const inner = draw.port();
  const steps: readonly Step[] = nginx.steps ?? [["head"], ["say", page(200)], ["rest"]];
  const sound: TalkConfig = { port: inner, steps };
  const application = await startTalk(back, sound);
  await startNginx(front ?? site.server, {
    port,
    http: `upstream application { server ${site.far.address(back)}:${inner}; ${nginx.upstream ?? ""} }
server { listen ${port}; location / { proxy_pass http://application; ${nginx.location ?? ""} } }`,
  });
  return { ...built, seesUpstream: built.view !== "client", application, sound };
}
