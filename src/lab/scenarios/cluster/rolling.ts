import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Stack } from "./stack.ts";

/** Rollouts that go on until they are stopped. */
export interface Rolling {
  stop(): Promise<void>;
}

/** Restarts a Deployment again and again, each time that the last rollout is through: a day of releases in a minute. */
export function keepRollingOut({ kubectl }: ClusterGround, { name }: Pick<Stack, "name">): Rolling {
  let isOver = false;
  const roll = async () => {
    while (!isOver) {
      await kubectl("rollout", "restart", `deployment/${name}`);
      await kubectl("rollout", "status", `deployment/${name}`, "--timeout=30s");
    }
  };
  // What fails of it shows in the proof by hand: then nothing is rolled out.
  const rolling = roll().catch(() => {});
  return {
    async stop() {
      isOver = true;
      await rolling;
    },
  };
}
