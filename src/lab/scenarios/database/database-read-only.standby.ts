import { startPair } from "./standby.ts";
import { wrongEndOf } from "./wrong-end-of.ts";

export const scenario = wrongEndOf({
  engine: "postgres",
  name: "a hot standby",
  async start(stack, draw) {
    const { standby } = await startPair(stack, draw);
    return () => standby.sql("SELECT pg_promote();");
  },
});
