/** What a text means, as colour of a terminal. */
export type Colour = "red" | "green" | "yellow" | "bold" | "dim";

/** Colours a text, or leaves it. */
export type Paint = (colour: Colour, text: string) => string;

// Select Graphic Rendition, ECMA-48, section 8.3.117.
const codes: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 };

/** Colours for a terminal, or none at all. */
export const painter = (color: boolean): Paint =>
  color ? (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[0m` : (_, text) => text;
