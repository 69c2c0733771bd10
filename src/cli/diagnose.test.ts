import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenRun, healthyRun } from "../../test/run-example.ts";
import { calibrationVersion, causes, diagnose } from "../diagnose/index.ts";
import { type Run, saveBundle } from "../incident/index.ts";
import { reportJson } from "../report/index.ts";
import { diagnoseBundle, diagnoseCommand, type Engine, tellJson } from "./diagnose.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-version.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "faultline-diagnose-"));
});
afterAll(async () => rm(directory, { recursive: true }));

const save = (run: Run, redact = false) => saveBundle(run, { directory, redact });

const engineOf = async (): Promise<Engine> => ({
  version: await packageVersion(),
  calibrationVersion,
  diagnose: (evidence) => diagnose(evidence, causes),
});

/** A run as this engine judges it. */
const judged = async (run: Run): Promise<Run> => ({
  ...run,
  diagnosis: diagnose(run.evidence, causes),
  engineVersion: await packageVersion(),
  calibrationVersion,
});

/** Takes down what a command writes. */
function deafIo(): { readonly io: Io; readonly written: string[] } {
  const written: string[] = [];
  const io: Io = {
    out: (text) => void written.push(text),
    err: () => {},
    color: false,
    columns: 80,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => "",
  };
  return { io, written };
}

describe("diagnoseBundle()", () => {
  test("gives the report of the check again, letter by letter", async () => {
    for (const example of [brokenRun, healthyRun]) {
      const run = await judged(example);
      const { now, tellsBoth } = await diagnoseBundle(await save(run), await engineOf());
      expect(tellsBoth).toBe(false);
      expect(reportJson(now)).toEqual(JSON.parse(JSON.stringify(reportJson(run))));
    }
  });

  test("gives the same verdict of a redacted bundle", async () => {
    for (const example of [brokenRun, healthyRun]) {
      const run = await judged(example);
      const { now, tellsBoth } = await diagnoseBundle(await save(run, true), await engineOf());
      const { status, boundary, cause, confidence } = run.diagnosis.verdict;
      expect(tellsBoth).toBe(false);
      expect(reportJson(now).verdict).toMatchObject({
        status,
        boundary,
        cause,
        confidence: Number(confidence.toFixed(3)),
      });
    }
  });

  test("does not touch the file", async () => {
    const path = await save(brokenRun);
    const before = await readFile(path);
    await diagnoseBundle(path, await engineOf());
    expect(await readFile(path)).toEqual(before);
  });

  test("tells both verdicts when another engine recorded it", async () => {
    const run = { ...(await judged(brokenRun)), engineVersion: "0.0.1" };
    const rediagnosis = await diagnoseBundle(await save(run), await engineOf());
    expect(rediagnosis.tellsBoth).toBe(true);
    expect(JSON.parse(tellJson(rediagnosis))).toMatchObject({
      schema: "faultline.report/1",
      recorded: { engineVersion: "0.0.1", verdict: { status: run.diagnosis.verdict.status } },
    });
  });

  test("refuses values that do not have the shape of their kind", async () => {
    const path = await save({
      ...brokenRun,
      evidence: brokenRun.evidence.map((record) => ({ ...record, value: {} }) as typeof record),
    });
    await expect(diagnoseBundle(path, await engineOf())).rejects.toMatchObject({ code: "BAD_BUNDLE" });
  });
});

describe("diagnoseCommand()", () => {
  test("ends with the exit status of check", async () => {
    for (const [example, status] of [
      [brokenRun, 1],
      [healthyRun, 0],
    ] as const) {
      const { io, written } = deafIo();
      const run = await judged(example);
      expect(run.diagnosis.verdict.status).toBe(example.diagnosis.verdict.status);
      expect(await diagnoseCommand(await save(run), { json: true }, io)).toBe(status);
      expect(JSON.parse(written.join(""))).toMatchObject({
        verdict: { status: example.diagnosis.verdict.status },
      });
    }
  });

  test("prints the recorded verdict above the page of the new one", async () => {
    const { io, written } = deafIo();
    await diagnoseCommand(await save({ ...(await judged(brokenRun)), engineVersion: "0.0.1" }), {}, io);
    expect(written.join("")).toMatch(/^Recorded by engine 0\.0\.1.*\nJudged by {3}engine /);
  });
});
