import { startMariadbPair } from "./replica.ts";
import { wrongEndOf } from "./wrong-end-of.ts";

export const scenario = wrongEndOf({
  engine: "mysql",
  name: "a replica of MariaDB",
  async start(stack, draw) {
    const { replica } = await startMariadbPair(stack, draw);
    return () => replica.sql("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0;");
  },
});
