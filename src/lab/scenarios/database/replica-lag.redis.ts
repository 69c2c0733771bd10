import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startRedis } from "../../servers/index.ts";
import { buildStack } from "./stack.ts";

/** A replica of Redis has lost its primary: what was written since is not where the application reads it, which takes that for an error. */
export const scenario: Scenario = {
  cause: "replica-lag",
  boundary: "database",
  mechanism:
    "the primary's password was rotated, the replica's link is down, the application does not find a new record",
  expected: {
    fault: undecided(
      broken("database", "replica-lag"),
      "that the record which is not found is in the primary is seen there alone",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "redis");
    const { port, password, store, address } = stack;
    const [first, next] = [draw.port(), `${draw.label()}-${draw.integer(10_000, 99_999)}`];
    await startRedis(store, { port: first, password });
    const primary = (secret: string, ...command: readonly string[]) =>
      store.must([
        "redis-cli",
        "-h",
        address,
        "-p",
        `${first}`,
        "--no-auth-warning",
        "-a",
        secret,
        ...command,
      ]);
    const [known, fresh] = [draw.label(), `${draw.label()}-new`];
    await primary(password, "SET", known, "there");
    await startRedis(store, {
      ...{ port, password },
      lines: [`replicaof ${address} ${first}`, `masterauth ${password}`],
    });
    const script = `local found = redis.call('GET', KEYS[1]) if not found then return redis.error_reply('ERR record ' .. KEYS[1] .. ' not found') end return found`;
    const reads = (key: string) => `EVAL "${script}" 1 ${key}`;
    // What the replica has is whole once the primary counts one copy. redis.io, WAIT.
    await primary(password, "WAIT", "1", "5000");
    const config = stack.app(reads(known));
    const app = await stack.serve(config);
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      async break() {
        await primary(password, "CONFIG", "SET", "requirepass", next);
        await primary(next, "CLIENT", "KILL", "TYPE", "replica");
        await primary(next, "SET", fresh, "there");
        await app.restart({ ...config, statement: reads(fresh) });
      },
      async fix() {
        await primary(next, "CONFIG", "SET", "requirepass", password);
        await primary(password, "WAIT", "1", "10000");
        await app.restart({ ...config, statement: reads(fresh) });
      },
      // The link was cut, and is back with all that was written meanwhile.
      async nearMiss() {
        await primary(password, "CLIENT", "KILL", "TYPE", "replica");
        await primary(password, "SET", fresh, "there");
        await primary(password, "WAIT", "1", "10000");
        await app.restart({ ...config, statement: reads(fresh) });
      },
    };
  },
};
