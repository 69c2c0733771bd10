import type { Gap } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";

/** What of a log could not be seen, and why; its boundary is the caller's. */
export type LogGap = Omit<Gap, "boundary">;

/** Why a log could not be read at all. */
export async function whyNotRead(vantage: Vantage, path: string): Promise<LogGap> {
  const needs = `the log ${path}`;
  if (vantage.stat === undefined || vantage.readAt === undefined) {
    return {
      needs,
      reason: "not-supported",
      allowBy: "Name its host as a vantage: local, netns, pid or ssh",
    };
  }
  const facts = await vantage.stat(path);
  if (facts !== null && !facts.isRegular) {
    return {
      needs,
      reason: "not-supported",
      allowBy: "Let it be written to a file, not to a pipe or a device",
    };
  }
  // Read in vain, it says why; at most the file's beginning is read.
  const { outcome } =
    facts === null || facts.size < 1_000_000 ? await vantage.read(path) : { outcome: "permission" };
  if (outcome === "permission") {
    return { needs, reason: "permission", allowBy: `Run as root, or let this user read ${path}` };
  }
  if (outcome === "missing") {
    return { needs, reason: "unreadable", allowBy: `Name the file that is written: there is no ${path}` };
  }
  return { needs, reason: "unreadable", allowBy: `Look by hand: ls -l ${path}` };
}

/** Part of a log that the bound on time and octets left out. */
export const boundedGap = (path: string): LogGap => ({
  needs: `all of the time asked for in the log ${path}`,
  reason: "bounded",
  allowBy: `Ask for a shorter time, or look by hand: less ${path}`,
});

/** A log whose times go back and forth. */
export const disorderGap = (path: string): LogGap => ({
  needs: `the order of times in the log ${path}`,
  reason: "unreadable",
  allowBy: `Sort it by time, or look by hand: less ${path}`,
});

/** A log whose times have no zone, and fit the file's own only in another one. */
export const zoneGap = (path: string): LogGap => ({
  needs: `the time zone of the log ${path}`,
  reason: "unreadable",
  allowBy: "Let its times be written with their offset from UTC, or in the zone of its host",
});

/** A packed file that ends before its end, or holds something else. */
export const brokenGap = (path: string): LogGap => ({
  needs: `all of the packed log ${path}`,
  reason: "unreadable",
  allowBy: `Look by hand: zless ${path}`,
});

/** An older file of a log in a form that is not unpacked here. */
export const packedGap = (path: string): LogGap => ({
  needs: `the packed log ${path}`,
  reason: "not-supported",
  allowBy: "Unpack it beside the log: gzip and zstd are read as they are",
});

/** A log in a form that nobody here knows. */
export const formatGap = (path: string): LogGap => ({
  needs: `the form of the lines of the log ${path}`,
  reason: "unreadable",
  allowBy: "Name its format in the configuration, as the program that writes it has it",
});
