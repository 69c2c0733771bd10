import { startDatabaseStorm, startRedis } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** A report of the same application has an old password, a dead replica and a dead cache; the request needs none of them. */
export const scenario = sound(
  "others' logins are refused, and a replica that the request does not use",
  async (world, draw) => {
    const stack = await buildStack(world, draw, "postgres");
    const { site, store, other, role, name } = stack;
    const rules = draw.pick([
      [],
      [`host all "${other}" 0.0.0.0/0 reject`],
      [`host "${name}" "${role}" 0.0.0.0/0 scram-sha-256`],
    ]);
    const all = "host all all 0.0.0.0/0 password";
    await startStore(stack, {
      rules: rules.length === 1 && rules[0]?.includes(role) ? rules : [...rules, all],
    });
    const app = stack.app(reads(stack, draw));
    await stack.serve(app);
    const database = stack.client({ user: other, password: `${draw.label()}-old` });
    const report = { workers: 1, statement: "SELECT 1", patience: 500, backsOff: false, log: app.log };
    await startDatabaseStorm(site.app, { ...report, database, pause: draw.integer(800, 2_000) });
    const replica = { ...database, port: draw.port(), password: stack.password };
    await startDatabaseStorm(site.app, { ...report, database: replica, pause: draw.integer(800, 2_000) });
    if (draw.coin()) await startRedis(store, { port: draw.port(), password: draw.label() });
    return { ...stack.asked(), proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ } };
  },
);
