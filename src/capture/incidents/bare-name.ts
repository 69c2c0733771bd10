/** A name in lower case, without its last dot; the root keeps its own. RFC 4343. */
export const bare = (name: string): string => name.toLowerCase().replace(/(?<=.)\.$/, "");
