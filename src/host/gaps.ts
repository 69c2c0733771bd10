import type { Boundary } from "../base/index.ts";
import type { Gap } from "../evidence/index.ts";
import type { FileRead } from "../vantage/index.ts";

/** The gap that a file leaves which could not be read. */
export function gapOf(
  file: { readonly path: string; readonly needs: string; readonly boundary: Boundary },
  outcome: Exclude<FileRead["outcome"], "read">,
): Gap {
  const { boundary, needs, path } = file;
  switch (outcome) {
    case "permission":
      return { boundary, needs, reason: "permission", allowBy: `Run as root, or let this user read ${path}` };
    case "missing":
      return {
        boundary,
        needs,
        reason: "not-supported",
        allowBy: `Run where ${path} is there: on Linux, with /proc mounted`,
      };
    case "unreadable":
      return { boundary, needs, reason: "unreadable", allowBy: `See why this fails: cat ${path}` };
  }
}
