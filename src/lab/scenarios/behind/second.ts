import { join } from "node:path";
import type { Draw } from "../../draw.ts";
import { startNginx } from "../../servers/index.ts";
import type { WrittenHop } from "../../topology/index.ts";
import type { Behind } from "./behind.ts";

/** An nginx between the public proxy and the application. */
export interface Second {
  /** Where it is asked. */
  readonly origin: string;
  readonly hop: WrittenHop;
  /** Starts it again, with words of its `listen` and lines of its `location`; plain without. */
  restart(change?: { readonly listen?: string; readonly location?: string }): Promise<void>;
}

/** Starts it, plain. */
export async function startSecond(site: Behind, draw: Draw): Promise<Second> {
  const { second, between } = site;
  if (!second || !between) throw new Error("This site has two proxies");
  const port = draw.port();
  const folder = join(second.folder, "nginx");
  const config = (listen: string, location: string) => ({
    port,
    http: `server { listen ${port} ${listen};
location / { proxy_pass http://${site.origin()}; proxy_set_header Host $http_host; ${location} } }`,
  });
  const nginx = await startNginx(second, config("", ""));
  return {
    origin: `${between.address(second)}:${port}`,
    hop: {
      proxy: {
        ...{ at: second.name, kind: "nginx", config: join(folder, "nginx.conf") },
        ...{ errorLog: join(folder, "error.log"), accessLog: join(folder, "access.log") },
      },
    },
    restart: ({ listen = "", location = "" } = {}) => nginx.restart(config(listen, location)),
  };
}
