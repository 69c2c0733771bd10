import { join } from "node:path";
import type { Draw } from "../../draw.ts";
import type { HandProof, Setup } from "../../scenario.ts";
import {
  type Configured,
  type DatabaseAppConfig,
  type DatabaseClient,
  startDatabaseApp,
} from "../../servers/index.ts";
import type { WrittenHop } from "../../topology/index.ts";
import type { Host, World } from "../../world/index.ts";
import { type Asked, type Behind, buildBehind } from "../behind/behind.ts";

/** A site whose application keeps its data in a database on a host of its own. */
export interface Stack {
  readonly site: Behind;
  /** The database's host. */
  readonly store: Host;
  /** The database's address and port. */
  readonly address: string;
  readonly port: number;
  /** The database as the configuration names it. */
  readonly url: string;
  /** The application's role, and those of others. */
  readonly role: string;
  readonly other: string;
  readonly password: string;
  /** Name of the database, and of its tables. */
  readonly name: string;
  readonly table: string;
  readonly otherTable: string;
  /** How the application reaches its database, or another does. */
  client(more?: Partial<DatabaseClient>): DatabaseClient;
  /** What the application is started with. */
  app(statement: string, more?: Partial<DatabaseAppConfig>): DatabaseAppConfig;
  /** Starts application and nginx. */
  serve(config: DatabaseAppConfig, lines?: string): Promise<Configured<DatabaseAppConfig>>;
  /** What the product is told of: nginx, the application, and the database as the configuration names it unless another is given. */
  hops(url?: string): readonly [nginx: WrittenHop, app: WrittenHop, database: WrittenHop];
  /** What the product is asked, and told: all of the hops unless they are given. */
  asked(
    more?: Asked & { readonly url?: string; readonly hops?: readonly WrittenHop[] },
  ): Pick<Setup, "target" | "options" | "client" | "noise" | "configuration">;
  /** `curl` on the target; the fault shows by one of these statuses. */
  shows(...statuses: readonly number[]): HandProof;
}

/** Builds it; nothing runs yet. */
export async function buildStack(world: World, draw: Draw, kind: DatabaseClient["kind"]): Promise<Stack> {
  const site = await buildBehind(world, draw, { apps: 2 });
  const store = site.apps[1];
  if (!store) throw new Error("This site has a host for the database");
  const port = draw.port();
  const word = () => draw.label().replaceAll("-", "_");
  const [role, other, name, table, otherTable] = [word(), word(), word(), word(), word()];
  const password = `${draw.label()}-${draw.integer(10_000, 99_999)}`;
  const address = site.near.address(store);
  const passwordFile = site.app.file(`${draw.label()}/password`, `${password}\n`);
  const log = join(site.app.folder, "app.log");
  const form = draw.pick(["json", "words"] as const);
  const user = kind === "redis" ? "" : `${role}@`;
  const url = `${kind}://${user}${address}:${port}/${kind === "redis" ? "" : name}`;
  const storeIsSeen = draw.integer(1, 4) === 1;
  const hops: Stack["hops"] = (asked = url) => [
    site.nginxHop,
    { app: { at: site.app.name, url: `http://${site.origin()}${site.path}`, log } },
    { database: { at: site.app.name, url: asked, passwordFile } },
  ];
  const client = (more: Partial<DatabaseClient> = {}): DatabaseClient => ({
    ...{ kind, host: address, port, user: kind === "redis" ? "" : role, password, name },
    ...more,
  });
  return {
    ...{ site, store, address, port, url, role, other, password, name, table, otherTable, client, hops },
    app: (statement, more = {}) => ({
      ...{
        port: site.inner,
        database: client(),
        statement,
        pool: draw.integer(3, 8),
        log: { file: log, form },
      },
      ...more,
    }),
    async serve(config, lines = "") {
      const app = await startDatabaseApp(site.app, config);
      await site.startFront(site.nginx(lines));
      return app;
    },
    asked: ({ url: asked, hops: told = hops(asked), ...more } = {}) =>
      site.asked(told, { unseen: storeIsSeen ? [] : [store], ...more }),
    shows: site.shows,
  };
}
