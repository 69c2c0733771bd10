import { startDatabaseSessions } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import type { Stack } from "./stack.ts";

/** Transactions of somebody else that can be opened, one at a time, and let go. */
export interface Held {
  open(statements: readonly string[]): Promise<void>;
  letGo(): Promise<void>;
}

/** Opens them from the database's own host, as the application's role or another. */
export function holdsOf(stack: Stack, user: string): Held {
  let held: Server | null = null;
  const letGo = async () => {
    await held?.stop();
    held = null;
  };
  return {
    letGo,
    async open(statements) {
      await letGo();
      held = await startDatabaseSessions(stack.store, {
        ...{ database: stack.client({ user }), sessions: 1, statements },
      });
    },
  };
}
