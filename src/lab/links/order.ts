import type { LinkQuality, Way } from "./quality.ts";

/** Where one end of a slow link comes out. */
export interface LinkEnd {
  /** Name of the network namespace. */
  readonly namespace: string;
  /** The interface that is made there. */
  readonly device: string;
}

/** What the emulator is told, one line of JSON each; it answers each with one. */
export type LinkOrder =
  | { readonly do: "lay"; readonly ends: readonly [LinkEnd, LinkEnd] }
  | { readonly do: "shape"; readonly link: number; readonly way: Way; readonly quality: LinkQuality };

/** The number of the link, or what went wrong. */
export type LinkAnswer = { readonly link: number } | { readonly failed: string };
