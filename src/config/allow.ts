import { FaultlineError } from "../base/index.ts";
import { printable } from "./quote.ts";

/** What `--allow` permits beyond reading. docs/contract.md, "Actions". */
export interface Allowed {
  /** The comparisons send the request itself, whatever it changes at the server. */
  readonly repeatRequest: boolean;
  /** A slow statement of a database that only reads is run once more, measured and bounded. */
  readonly explainAnalyze: boolean;
  /** The image of containers that are added to Pods without tools; `null` where none is. */
  readonly debugImage: string | null;
}

/** What a container for looking is made of unless another image is named: it has wget, nc and cat. */
export const DEBUG_IMAGE = "busybox:1.37.0";

const actions = ["repeat-request", "explain-analyze", "ephemeral-container"] as const;

/** A reference to an image, as a Pod takes it. github.com/distribution/reference, "Grammar". */
const image = /^[a-z0-9][a-z0-9._/:-]{0,254}(?:@sha256:[0-9a-f]{64})?$/i;

/**
 * The actions of `--allow`, each given once or more often, alone or in a list with commas.
 *
 * @throws FaultlineError `BAD_OPTION` for what is no action.
 */
export function readAllow(texts: readonly string[]): Allowed {
  const words = texts.flatMap((text) => text.split(",")).map((word) => word.trim());
  const images = words.flatMap((word) => /^ephemeral-container=(.*)$/s.exec(word)?.[1] ?? []);
  for (const named of images) if (!image.test(named)) refuseImage(named);
  const bare = words.filter((word) => !word.startsWith("ephemeral-container="));
  for (const word of bare) if (!actions.some((action) => action === word)) refuse(word);
  return {
    repeatRequest: words.includes("repeat-request"),
    explainAnalyze: words.includes("explain-analyze"),
    debugImage: images.at(-1) ?? (words.includes("ephemeral-container") ? DEBUG_IMAGE : null),
  };
}

function refuse(word: string): never {
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot read --allow "${printable(word.slice(0, 60))}": it is no action\nWrite --allow with one or more of: ${actions.join(" ")}`,
  );
}

function refuseImage(named: string): never {
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot read --allow "ephemeral-container=${printable(named.slice(0, 60))}": it names no image\nWrite --allow ephemeral-container, or ephemeral-container=IMAGE, for example ephemeral-container=${DEBUG_IMAGE}`,
  );
}
