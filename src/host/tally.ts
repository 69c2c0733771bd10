/** A record while it is counted. */
export type Tally<T> = { -readonly [P in keyof T]: T[P] };
