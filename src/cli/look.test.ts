import { expect, test } from "vitest";
import { FaultlineError } from "../base/index.ts";
import type { Io } from "./io.ts";
import { lookCommand } from "./look.ts";

const io = (text: string): Io => ({
  out: () => {},
  err: () => {},
  color: false,
  columns: 80,
  env: {},
  signal: new AbortController().signal,
  stdin: async () => text,
});

test.each(["", "x", "{}", "[]", "null", '{"look":'])(
  "%j on standard input is refused in two lines",
  async (text) => {
    const refusal = await lookCommand(io(text), "0").catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FaultlineError);
    expect(refusal instanceof Error ? refusal.message.split("\n") : []).toHaveLength(2);
  },
);
