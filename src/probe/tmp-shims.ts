export const investigateTcp = async (..._: unknown[]): Promise<void> => {};
export const investigateTls = async (..._: unknown[]): Promise<void> => {};
