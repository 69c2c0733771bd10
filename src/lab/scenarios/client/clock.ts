import { readdirSync } from "node:fs";

/** Where Debian keeps libraries, by architecture: `/usr/lib/x86_64-linux-gnu/faketime`. */
const LIBRARIES = "/usr/lib";

/** An environment in which programs see the clock so many days away from the true one. The lab never sets the clock. */
export function atOffset(days: number): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: fakeTime(),
    FAKETIME: `${days < 0 ? "-" : "+"}${Math.round(Math.abs(days) * 86_400)}s`,
    // What measures durations stays true.
    DONT_FAKE_MONOTONIC: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    FAKETIME_NO_CACHE: "1",
  };
}

/** The path of libfaketime, for programs with threads. faketime(1). */
function fakeTime(): string {
  for (const folder of readdirSync(LIBRARIES)) {
    const path = `${LIBRARIES}/${folder}/faketime`;
    try {
      const library = readdirSync(path).find((file) => file.startsWith("libfaketimeMT.so"));
      if (library) return `${path}/${library}`;
    } catch {
      // Another architecture, or no library folder at all.
    }
  }
  throw new Error("There is no libfaketime: install the package `faketime`");
}
